import type { PageQuery } from '../../shared/search/page-query.js'
import { droppableFilters } from './filters/active-filters.js'

/** What to do about an empty list. `drops`: how many filters would show some models if each alone were removed. */
export function emptyAdvice(query: PageQuery, drops: number): string {
  const filters = droppableFilters(query).length
  if (query.favourites && filters === 1) return 'You have no favourites here. The star of a model adds it.'
  if (drops > 1) return 'Remove one of these filters to see more:'
  if (drops === 1) return 'Remove this filter to see more:'
  if (filters > 1) return 'Only removing more than one filter shows some.'
  if (query.removed) return filters === 0 ? 'No model has been removed.' : 'No removed model is known.'
  return 'The catalogue has no models here.'
}
