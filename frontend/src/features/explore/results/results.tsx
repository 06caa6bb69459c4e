import { useMediaQuery } from '@mantine/hooks'
import type { PageQuery } from '../../../shared/search/page-query.js'
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import { historicalTime } from '../../../shared/api/historical.js'
import { useCommand } from '../../../shared/commands/use-command.js'
import { useColumnChoices, useDensity, useFavourites, useListView } from '../../../shared/hooks/preferences.js'
import type { Workload } from '../../../shared/cost/workload.js'
import { useNow } from '../../../shared/hooks/use-now.js'
import type { ChangeQuery } from '../../../shared/search/use-list-query.js'
import type { ListSearch } from '../../../shared/search/search-parameters.js'
import { IconDownload } from '../../../shared/ui/icons.js'
import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { makersOf } from '../../../shared/ui/model-name.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import { ShareButton } from '../share/share-button.js'
import { ResultsCards } from './cards.js'
import { columnOfSort } from './columns.js'
import type { ListContext } from './list-row.js'
import classes from './results.module.css'
import { ResultsTable } from './table.js'
import { chosenColumns, tableLayout } from './table-layout.js'
import { type ShownView, Toolbar } from './toolbar.js'
import { Tray } from './tray.js'
import { useCompareSelected, useComparisonSelection } from './use-comparison-selection.js'
import { useRecentBadges } from './use-recent-badges.js'
import type { Room } from './use-window-list.js'

const WorkloadBar = lazyPart(async () => (await import('../workload/workload-bar.js')).WorkloadBar)
const Scatter = lazyPart(async () => (await import('../scatter/scatter.js')).Scatter)

export interface ResultsProps {
  view: CatalogueView
  /** Positions of the matching models, in order. */
  positions: readonly number[]
  query: PageQuery
  change: ChangeQuery
  search: ListSearch
  /** Whose cost is shown. */
  workload: Workload
  setWorkload: (workload: Workload) => void
  isCovered: boolean
  room: Room
  /** Left of the toolbar. */
  lead?: ReactNode
}

const csvEntry = {
  label: 'Download as CSV',
  alias: 'export spreadsheet',
  group: 'Actions',
  icon: IconDownload,
} as const

/** The matching models as a table or cards, with the toolbar and the comparison tray. */
export function Results({
  view,
  positions,
  query,
  change,
  search,
  workload,
  setWorkload,
  isCovered,
  room,
  lead,
}: ResultsProps) {
  const host = useRef<HTMLElement>(null)
  const [density, setDensity] = useDensity()
  const [choices, setChoices] = useColumnChoices()
  const { view: shownAs, setView } = useShownView()
  const sorted = columnOfSort(query.sort)
  const favourites = useFavourites()
  const favouriteIds = useMemo(() => new Set(favourites.ids), [favourites.ids])
  const models = useMemo(() => positions.flatMap((position) => view.models[position] ?? []), [positions, view])
  const { selection, isRefused, select } = useComparisonSelection()
  const [current, setCurrent] = useState(0)
  const context = useListContext({ search, sorted, workload, select, favourite: favourites.toggle, setCurrent })
  const makers = useMemo(() => makersOf(view.models), [view])
  useScrollToTop(query, host, setCurrent)
  const compare = useCompareSelected(selection.ids)
  const download = (): void =>
    void import('./csv-download.js').then(({ downloadCsv }) =>
      downloadCsv(models, chosenColumns(choices, query.sort), workload, Date.now()),
    )
  useCommand({ id: 'csv', run: download, entry: csvEntry })

  const currentIndex = Math.min(current, Math.max(0, models.length - 1))
  const source = {
    models,
    makers,
    selected: selection.ids,
    favourites: favouriteIds,
    current: currentIndex,
    isGrouping: query.group === true,
  }
  const withModel = (act: (id: string) => void) => (index: number) => {
    const model = models[index]
    if (model !== undefined) act(model.id)
  }
  const keys = {
    count: models.length,
    isCovered,
    current: currentIndex,
    setCurrent,
    compare,
    select: withModel(select),
    favourite: withModel(favourites.toggle),
  }
  const list = { source, context, room, keys }
  const { shown } = tableLayout(choices, query.sort, room.width)
  const showsCost = sorted?.key === 'cost' || (shownAs === 'table' && shown.some(({ key }) => key === 'cost'))
  return (
    <section ref={host} className={classes.results} aria-label="Results">
      <Toolbar
        lead={lead}
        isFavourites={query.favourites === true}
        toggleFavourites={() => change({ favourites: query.favourites ? undefined : true })}
        view={shownAs}
        {...{ setView, density, setDensity }}
        columns={{ setChoices, shown, sorted }}
        onCsv={download}
        trail={<ShareButton query={query} />}
      />
      {showsCost && (
        <OptionalPart waiting={<div className={classes.workload} />}>
          <WorkloadBar workload={workload} setWorkload={setWorkload} />
        </OptionalPart>
      )}
      {models.length > 0 && shownAs === 'table' && (
        <ResultsTable {...list} {...{ choices, density }} sort={query.sort} onSort={(sort) => change({ sort })} />
      )}
      {models.length > 0 && shownAs === 'cards' && <ResultsCards {...list} />}
      {models.length > 0 && shownAs === 'plot' && (
        <OptionalPart>
          <Scatter models={models} search={search} />
        </OptionalPart>
      )}
      <Tray selection={selection} byId={view.byId} isRefused={isRefused} />
    </section>
  )
}

function useShownView(): { view: ShownView; setView: (view: ShownView) => void } {
  const [view, setView] = useListView()
  const isNarrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  return { view: view !== 'auto' ? view : isNarrow ? 'cards' : 'table', setView }
}

/** What all rows share. */
function useListContext({
  search,
  sorted,
  workload,
  select,
  favourite,
  setCurrent,
}: Pick<ListContext, 'search' | 'sorted' | 'workload' | 'select' | 'favourite' | 'setCurrent'>): ListContext {
  const present = useNow(600_000)
  const until = historicalTime(search)
  const now = until ?? present
  const recent = useRecentBadges(until, search.removed === undefined)
  return useMemo(
    () => ({ search, sorted, workload, now, recent, select, favourite, setCurrent }),
    [search, sorted, workload, now, recent, select, favourite, setCurrent],
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
