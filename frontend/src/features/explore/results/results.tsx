import { useMediaQuery } from '@mantine/hooks'
import type { PageQuery } from '../../../shared/search/page-query.js'
import { type ReactNode, useRef } from 'react'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import { useCommand } from '../../../shared/commands/use-command.js'
import { useColumnChoices, useDensity, useListView } from '../../../shared/hooks/preferences.js'
import type { Workload } from '../../../shared/cost/workload.js'
import type { ChangeQuery } from '../../../shared/search/use-list-query.js'
import type { ListSearch } from '../../../shared/search/search-parameters.js'
import { IconDownload } from '../../../shared/ui/icons.js'
import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { SubscribeToModels } from '../../../shared/subscribe/subscribe-to-models.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import { ShareButton } from '../share/share-button.js'
import { ResultsCards } from './cards.js'
import { PricesNote } from './prices-note.js'
import classes from './results.module.css'
import { ResultsTable } from './table.js'
import { chosenColumns, tableLayout } from './table-layout.js'
import { type ShownView, Toolbar } from './toolbar.js'
import { Tray } from './tray.js'
import { useTrendPrices } from './trends/use-trend-prices.js'
import { useResultList } from './use-result-list.js'
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
  /** The shown time, in Unix milliseconds, updated every few minutes. */
  now: number
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
export function Results(props: ResultsProps) {
  const { view, query, change, search, workload, setWorkload, room, lead } = props
  const host = useRef<HTMLElement>(null)
  const [density, setDensity] = useDensity()
  const [choices, setChoices] = useColumnChoices()
  const { view: shownAs, setView } = useShownView()
  const wanted = chosenColumns(choices, query.sort)
  const prices = useTrendPrices(wanted, query)
  const { models, sorted, list, selection, isRefused } = useResultList(props, host, prices)
  const download = (): void =>
    void import('./csv-download.js').then(({ downloadCsv }) =>
      downloadCsv(models, wanted, { workload, now: list.context.now, prices: prices.byId }, Date.now()),
    )
  useCommand({ id: 'csv', run: download, entry: csvEntry })
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
        trail={<ShareButton query={query} authorNames={view.authorNames} />}
      />
      {query.favourites && list.source.favourites.size > 0 && (
        <SubscribeToModels ids={[...list.source.favourites]} what="your favourites" className={classes.subscribe} />
      )}
      {showsCost && (
        <OptionalPart waiting={<div className={classes.workload} />}>
          <WorkloadBar workload={workload} setWorkload={setWorkload} />
        </OptionalPart>
      )}
      <PricesNote prices={prices} />
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
