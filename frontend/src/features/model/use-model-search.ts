import { useLocation } from '@tanstack/react-router'
import { useMemo } from 'react'
import { momentSearch } from '../../shared/api/historical.js'

/** What the model's URL says about time, to be handed on to the models that it leads to. */
export function useModelSearch(): Readonly<Record<string, string>> {
  const text = useLocation({ select: ({ searchStr }) => searchStr })
  return useMemo(() => momentSearch(Object.fromEntries(new URLSearchParams(text))), [text])
}
