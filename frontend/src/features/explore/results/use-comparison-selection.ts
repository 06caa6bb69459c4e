import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { maxCompared, useSelection } from '../../../shared/hooks/preferences.js'
import { announce } from '../../../shared/ui/announce.js'

/** The models selected for comparison. `isRefused`: the last one did not fit. */
export function useComparisonSelection() {
  const selection = useSelection()
  const [isRefused, setIsRefused] = useState(false)
  const ids = useRef(selection.ids)
  useEffect(() => {
    ids.current = selection.ids
  })
  const { toggle } = selection
  const select = useCallback(
    (id: string) => {
      const isTooMany = ids.current.length >= maxCompared && !ids.current.includes(id)
      setIsRefused(isTooMany)
      if (isTooMany) announce(`Limit of ${maxCompared} models in a comparison. Remove one first.`)
      else toggle(id)
    },
    [toggle],
  )
  return { selection, isRefused, select }
}

/** Opens the comparison of the selected models. */
export function useCompareSelected(ids: readonly string[]): () => void {
  const navigate = useNavigate()
  return () => {
    if (ids.length === 0) announce('Select models with x first')
    else void navigate({ to: '/compare', search: { ids: ids.join(',') } })
  }
}
