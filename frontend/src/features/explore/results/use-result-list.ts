import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { historicalTime } from '../../../shared/api/historical.js'
import type { ListPrices } from '../../../shared/api/use-price-stability.js'
import { useFavourites } from '../../../shared/hooks/preferences.js'
import type { PageQuery } from '../../../shared/search/page-query.js'
import { columnOfSort } from './columns.js'
import type { ListContext } from './list-row.js'
import type { ResultsProps } from './results.js'
import type { ListProps } from './table.js'
import { useCompareSelected, useComparisonSelection } from './use-comparison-selection.js'
import { useRecentBadges } from './use-recent-badges.js'

/** The models of the list with their state, for a table or cards, and the selection for a comparison. */
export function useResultList(
  { view, positions, query, search, workload, isCovered, room, now }: ResultsProps,
  host: RefObject<HTMLElement | null>,
  prices: ListPrices,
) {
  const favourites = useFavourites()
  const favouriteIds = useMemo(() => new Set(favourites.ids), [favourites.ids])
  const models = useMemo(() => positions.flatMap((position) => view.models[position] ?? []), [positions, view])
  const { selection, isRefused, select } = useComparisonSelection()
  const [chosen, setCurrent] = useState(0)
  const sorted = columnOfSort(query.sort)
  const context = useListContext({
    search,
    sorted,
    workload,
    now,
    prices,
    select,
    favourite: favourites.toggle,
    setCurrent,
  })
  useScrollToTop(query, host, setCurrent)
  const compare = useCompareSelected(selection.ids)
  const current = Math.min(chosen, Math.max(0, models.length - 1))
  const isGrouping = query.group === true
  const source = {
    models,
    authorNames: view.authorNames,
    selected: selection.ids,
    favourites: favouriteIds,
    current,
    isGrouping,
  }
  const withModel = (act: (id: string) => void) => (index: number) => {
    const model = models[index]
    if (model !== undefined) act(model.id)
  }
  const keys = {
    count: models.length,
    isCovered,
    current,
    setCurrent,
    compare,
    select: withModel(select),
    favourite: withModel(favourites.toggle),
  }
  const list: ListProps = { source, context, room, keys }
  return { models, sorted, list, selection, isRefused }
}

/** What all rows share. */
function useListContext({
  search,
  sorted,
  workload,
  now,
  prices: { byId: prices, until: pricesUntil },
  select,
  favourite,
  setCurrent,
}: Pick<ListContext, 'search' | 'sorted' | 'workload' | 'now' | 'select' | 'favourite' | 'setCurrent'> & {
  prices: ListPrices
}): ListContext {
  const until = historicalTime(search)
  const recent = useRecentBadges(until, search.removed === undefined)
  return useMemo(
    () => ({ search, sorted, workload, now, prices, pricesUntil, recent, select, favourite, setCurrent }),
    [search, sorted, workload, now, prices, pricesUntil, recent, select, favourite, setCurrent],
  )
}

/** A new query starts at the top of the list. */
function useScrollToTop(
  query: PageQuery,
  host: RefObject<HTMLElement | null>,
  setCurrent: (index: number) => void,
): void {
  const last = useRef(query)
  useEffect(() => {
    if (last.current === query) return
    last.current = query
    setCurrent(0)
    if ((host.current?.getBoundingClientRect().top ?? 0) < 0) host.current?.scrollIntoView({ block: 'start' })
  }, [query, host, setCurrent])
}
