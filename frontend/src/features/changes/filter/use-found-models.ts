import { useMemo } from 'react'
import { useCatalogue } from '../../../shared/api/use-catalogue.js'
import { findModels, type FoundModels } from './find-models.js'

const noModels: readonly never[] = []

/** The models that the filter stands for. When the catalogue cannot be loaded, only complete ids can be used. */
export function useFoundModels(text: string | undefined): FoundModels {
  const { view, error } = useCatalogue()
  const models = view?.models ?? (error === null ? null : noModels)
  return useMemo(() => findModels(text, models), [text, models])
}
