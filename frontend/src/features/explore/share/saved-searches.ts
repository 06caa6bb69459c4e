import { isRecord } from '@modelkeep/catalog/model/is-record'
import { useStored } from '../../../shared/hooks/use-stored.js'

/** A search that the reader saved in this browser. */
export interface SavedSearch {
  name: string
  /** The query of the page's URL, without `?`. */
  search: string
}

export const maxSaved = 30
export const maxNameLength = 60

const none: readonly SavedSearch[] = []

const isSavedSearch = (value: unknown): value is SavedSearch =>
  isRecord(value) && typeof value['name'] === 'string' && typeof value['search'] === 'string'

const isSavedList = (value: unknown): value is readonly SavedSearch[] =>
  Array.isArray(value) && value.every(isSavedSearch)

/** Adds a search, or replaces the one with its name. The oldest one goes when there are too many. */
export function withSearch(saved: readonly SavedSearch[], search: SavedSearch): SavedSearch[] {
  return [...saved.filter(({ name }) => name !== search.name), search].slice(-maxSaved)
}

export function useSavedSearches() {
  const [saved, setSaved] = useStored('searches', none, isSavedList)
  return {
    saved,
    save: (search: SavedSearch) => setSaved((old) => withSearch(old, search)),
    remove: (name: string) => setSaved((old) => old.filter((one) => one.name !== name)),
  }
}
