// The filter of a watch for what is shown. The service validates it.
import type { WatchFilter } from '@modelkeep/catalog/contract/watches'
import { UNSUITABLE_PARAMETERS } from '@modelkeep/catalog/watches/query-parameters'
import type { ChangesSearch } from '../search/search-parameters.js'

export interface FoundFilter {
  filter: WatchFilter
  /** What the watch cannot express; null: nothing. */
  note: string | null
}

/** A watch holds no more ids than this. */
const maxIds = 100
const leftOutOfChanges = ['since', 'until', 'scheduled'] as const

/** The changes that match a filter of `/api/changes`. */
export function filterOfChanges(search: ChangesSearch): FoundFilter {
  const kind = listOf(search.kind)
  const author = listOf(search.author)
  const model = listOf(search.model)
  const percent = Number(search.min_percent)
  const notes = [
    ...(leftOutOfChanges.some((name) => search[name] !== undefined)
      ? ['A watch has no time range and no scheduled changes.']
      : []),
    ...(model.length > maxIds ? [`The first ${maxIds} of ${model.length} models are included.`] : []),
  ]
  return {
    filter: {
      // The service rejects kinds that it does not know.
      ...(kind.length > 0 && { kind: kind as WatchFilter['kind'] }),
      ...(author.length > 0 && { author: author.slice(0, maxIds) }),
      ...(model.length > 0 && { model: model.slice(0, maxIds) }),
      ...(search.min_percent !== undefined && Number.isFinite(percent) && { min_percent: percent }),
    },
    note: notes.length === 0 ? null : notes.join(' '),
  }
}

/** New models that match a query of `/api/models`, in its spelling and without `?`. `hasFavourites`: the list shows only those. */
export function filterOfList(query: string, hasFavourites: boolean): FoundFilter {
  const pairs = query.split('&').filter((pair) => pair !== '')
  const suitable = pairs.filter((pair) => !UNSUITABLE_PARAMETERS.includes(pair.split('=', 1)[0] ?? ''))
  // An order is not missed in a message.
  const lost = pairs.filter((pair) => !suitable.includes(pair) && !/^(?:sort|order|limit|offset|fields)=/.test(pair))
  const names = [...lost.map((pair) => pair.split('=', 1)[0]!), ...(hasFavourites ? ['favourites'] : [])]
  return {
    filter: { query: suitable.join('&') },
    note: names.length === 0 ? null : `Not part of a watch: ${names.join(', ')}.`,
  }
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((one) => one.trim() || [])
}
