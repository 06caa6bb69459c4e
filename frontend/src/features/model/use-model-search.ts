import { useLocation } from '@tanstack/react-router'
import { useMemo } from 'react'
import { historicalSearch } from '../../shared/api/historical.js'
import type { ModelSearch } from '../../shared/search/search-parameters.js'

/** The time in the model's URL, which links to other models keep. */
export function useModelSearch(): ModelSearch {
  const asOf = useLocation({ select: ({ search }) => search.as_of })
  return useMemo(() => historicalSearch(asOf === undefined ? {} : { as_of: asOf }), [asOf])
}
