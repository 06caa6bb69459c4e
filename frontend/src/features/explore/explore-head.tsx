import type { PageQuery } from '../../shared/search/page-query.js'
import { memo, useEffect } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { prepareView } from '../../shared/api/prepare-view.js'
import { onFirstInteraction } from '../../shared/hooks/first-interaction.js'
import type { ChangeQuery } from '../../shared/search/use-list-query.js'
import { grouped } from '../../shared/ui/digits.js'
import { OptionalPart } from '../../shared/ui/optional-part.js'
import classes from './explore-head.module.css'
import { FilterButton } from './filters/filter-button.js'
import { PresetChips } from './filters/filter-chips.js'
import { SearchBox } from './search-box.js'
import { HistoricalBanner } from './time-travel/lazy-parts.js'
import { TimeTravelButton } from './time-travel/time-travel-button.js'

interface ExploreHeadProps {
  view: CatalogueView | null
  query: PageQuery
  now: number
  /** Ids of the starred models, if the list is limited to them. */
  favourites?: ReadonlySet<string> | undefined
  /** For how many whole days the prices of each model have been unchanged; undefined while unknown. */
  daysUnchanged: ReadonlyMap<string, number> | undefined
  change: ChangeQuery
  text: string
  setText: (text: string) => void
  isCovered: boolean
  /** How many models match; null: unknown. */
  total: number | null
  isWide: boolean
}

/** Heading with the number of models, search box and quick filters. */
export const ExploreHead = memo(function ExploreHead(props: ExploreHeadProps) {
  const { text, setText, isCovered, total, isWide, ...filters } = props
  const { view, query, change } = filters
  usePreparedView(view)
  return (
    <div className={classes.head}>
      <div className={classes.title}>
        <h1>Models</h1>
        <p role="status" className="numbers">
          {countText(total, view, query.removed === true)}
        </p>
        <TimeTravelButton asOf={query.as_of} change={change} />
      </div>
      {query.as_of !== undefined && <TimeTravelBanner asOf={query.as_of} change={change} />}
      <div className={classes.tools}>
        <SearchBox text={text} setText={setText} isCovered={isCovered} prepare={() => view && prepareView(view)} />
        <div className={classes.quick}>
          {!isWide && <FilterButton {...filters} total={total ?? 0} />}
          <PresetChips query={query} change={change} />
        </div>
      </div>
    </div>
  )
})

function TimeTravelBanner({ asOf, change }: { asOf: string; change: ChangeQuery }) {
  return (
    <OptionalPart waiting={<div className={classes.banner} />}>
      <HistoricalBanner asOf={asOf}>
        <button type="button" onClick={() => change({ as_of: undefined })}>
          Back to now
        </button>
      </HistoricalBanner>
    </OptionalPart>
  )
}

function countText(total: number | null, view: CatalogueView | null, isRemoved: boolean): string {
  if (total === null || view === null) return '\u00a0'
  const all = view.models.length
  const models = `${grouped(all)} ${isRemoved ? 'removed' : 'models'}`
  return total === all ? models : `${grouped(total)} of ${models}`
}

/** Builds the indexes on the first interaction, so that they do not delay the first paint. */
function usePreparedView(view: CatalogueView | null): void {
  useEffect(() => (view === null ? undefined : onFirstInteraction(() => prepareView(view))), [view])
}
