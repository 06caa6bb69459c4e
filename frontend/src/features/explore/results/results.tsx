import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { useMediaQuery } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import { momentOf } from '../../../shared/api/historical.js'
import {
  mostCompared,
  useDensity,
  useFavourites,
  useHiddenColumns,
  useListView,
  useSelection,
} from '../../../shared/hooks/preferences.js'
import { useNow } from '../../../shared/hooks/use-now.js'
import { announce } from '../../../shared/ui/announce.js'
import { makersOf } from '../../../shared/ui/model-name.js'
import { ResultsCards } from './cards.js'
import { chosenColumns, columnsThatFit } from './columns.js'
import type { ListContext } from './list-row.js'
import classes from './results.module.css'
import { ResultsTable } from './table.js'
import { Toolbar } from './toolbar.js'
import { Tray } from './tray.js'
import type { SearchParameters } from '../../../shared/search/use-list-query.js'
import { useRecentBadges } from './use-recent-badges.js'
import type { Room } from './use-window-list.js'

export interface ResultsProps {
  view: CatalogueView
  /** Of the models that match, in order. */
  positions: readonly number[]
  /** How many match, also where `positions` is a page of them. */
  total: number
  query: ListQuery
  change: (patch: Partial<ListQuery>) => void
  search: SearchParameters
  isCovered: boolean
  /** What the results stand in. */
  room: Room
  /** Left of the toolbar. */
  lead?: ReactNode
}

/** The models that were found, as a table or as cards, and what can be done with them. */
export function Results({ view, positions, query, change, search, isCovered, room, lead }: ResultsProps) {
  const host = useRef<HTMLElement>(null)
  const favourites = useFavourites()
  const [onlyFavourites, setOnlyFavourites] = useState(false)
  const [density, setDensity] = useDensity()
  const [hidden, setHidden] = useHiddenColumns()
  const { isTable, setView } = useShownView()
  const favouriteIds = useMemo(() => new Set(favourites.ids), [favourites.ids])
  const all = useMemo(() => positions.flatMap((position) => view.models[position] ?? []), [positions, view])
  const models = useMemo(
    () => (onlyFavourites ? all.filter(({ id }) => favouriteIds.has(id)) : all),
    [all, onlyFavourites, favouriteIds],
  )
  const { selection, isRefused, select } = useChoice()
  const [current, setCurrent] = useState(0)
  const present = useNow(600_000)
  const until = momentOf(search)
  const now = until ?? present
  const recent = useRecentBadges(until, search['removed'] === undefined)
  const toggleFavourite = favourites.toggle
  const context = useMemo<ListContext>(
    () => ({ search, now, recent, select, favourite: toggleFavourite, setCurrent }),
    [search, now, recent, select, toggleFavourite],
  )
  const makers = useMemo(() => makersOf(view.models), [view])
  const wanted = useMemo(() => chosenColumns(hidden), [hidden])
  const compare = useCompare(selection.ids)
  useTopOnNewQuestion(query, host, setCurrent)

  const onSort = (sort: ListQuery['sort']): void => change({ sort })
  const withId = (index: number, act: (id: string) => void): void => {
    if (models[index] !== undefined) act(models[index].id)
  }
  const source = {
    models,
    makers,
    selected: selection.ids,
    favourites: favouriteIds,
    current: Math.min(current, Math.max(0, models.length - 1)),
  }
  const keys = {
    count: models.length,
    isCovered,
    current: source.current,
    setCurrent,
    compare,
    select: (index: number) => withId(index, select),
    favourite: (index: number) => withId(index, toggleFavourite),
  }
  const withoutRoom = wanted
    .filter((column) => !columnsThatFit(wanted, room.width).includes(column))
    .map(({ key }) => key)
  const download = (): void =>
    void import('./csv-download.js').then(({ downloadCsv }) => downloadCsv(models, wanted, Date.now()))
  return (
    <section ref={host} className={classes.results} aria-label="Results">
      <Toolbar
        lead={lead}
        favourites={{ only: onlyFavourites, toggle: () => setOnlyFavourites(!onlyFavourites) }}
        isTable={isTable}
        setView={setView}
        density={density}
        setDensity={setDensity}
        columns={{ hidden, setHidden, withoutRoom }}
        onCsv={download}
      />
      <FavouritesNote
        isOn={onlyFavourites}
        shown={models.length}
        of={all.length}
        showAll={() => setOnlyFavourites(false)}
      />
      {models.length > 0 &&
        (isTable ? (
          <ResultsTable {...{ source, context, room, keys, wanted, density, onSort }} sort={query.sort} />
        ) : (
          <ResultsCards {...{ source, context, room, keys }} />
        ))}
      <Tray selection={selection} byId={view.byId} isRefused={isRefused} />
    </section>
  )
}

function useShownView(): { isTable: boolean; setView: (view: 'table' | 'cards') => void } {
  const [view, setView] = useListView()
  const isNarrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  return { isTable: view === 'auto' ? !isNarrow : view === 'table', setView }
}

/** The choice for a comparison, which says so when it is full. */
function useChoice() {
  const selection = useSelection()
  const [isRefused, setIsRefused] = useState(false)
  const ids = useRef(selection.ids)
  useEffect(() => {
    ids.current = selection.ids
  })
  const { toggle } = selection
  const select = useCallback(
    (id: string) => {
      const isTooMany = ids.current.length >= mostCompared && !ids.current.includes(id)
      setIsRefused(isTooMany)
      if (isTooMany) announce(`At most ${mostCompared} models can be compared. Take one out first.`)
      else toggle(id)
    },
    [toggle],
  )
  return { selection, isRefused, select }
}

function useCompare(ids: readonly string[]): () => void {
  const navigate = useNavigate()
  return () => {
    if (ids.length === 0) announce('Select models with x first')
    else void navigate({ to: '/compare', search: { ids: ids.join(',') } as never })
  }
}

/** Another question is answered from its top. */
function useTopOnNewQuestion(
  query: ListQuery,
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

function FavouritesNote({
  isOn,
  shown,
  of,
  showAll,
}: {
  isOn: boolean
  shown: number
  of: number
  showAll: () => void
}) {
  return (
    <div role="status">
      {isOn && (
        <p className={classes.note}>
          {shown === 0
            ? `None of these ${of} models is a favourite: mark some with their stars.`
            : `${shown} of ${of} are favourites.`}{' '}
          <button type="button" onClick={showAll}>
            Show all
          </button>
        </p>
      )}
    </div>
  )
}
