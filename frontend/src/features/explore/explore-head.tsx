import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { memo, Suspense, useEffect } from 'react'
import { onFirstSign } from '../../shared/hooks/first-interaction.js'
import { prepareView } from '../../shared/api/prepare-view.js'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { grouped } from '../../shared/ui/digits.js'
import classes from './explore-head.module.css'
import { PastBanner } from './time-travel/lazy-parts.js'
import { TimeTravelButton } from './time-travel/time-travel-button.js'
import { PresetChips } from './filters/filter-chips.js'
import { FilterButton } from './filters/filter-button.js'
import { SearchBox } from './search-box.js'
import type { Change } from './use-search-text.js'

interface ExploreHeadProps {
  view: CatalogueView | null
  query: ListQuery
  now: number
  change: Change
  text: string
  setText: (text: string) => void
  /** null: not known yet. */
  total: number | null
  isWide: boolean
}

/** What the list is, and the ways to narrow it that stand above it. */
export const ExploreHead = memo(function ExploreHead({ text, setText, total, isWide, ...filters }: ExploreHeadProps) {
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
      {query.as_of !== undefined && (
        <Suspense fallback={<div className={classes.banner} />}>
          <PastBanner asOf={query.as_of}>
            <button type="button" onClick={() => change({ as_of: undefined })}>
              Back to now
            </button>
          </PastBanner>
        </Suspense>
      )}
      <div className={classes.tools}>
        <SearchBox text={text} setText={setText} prepare={() => view && prepareView(view)} />
        <div className={classes.quick}>
          {!isWide && <FilterButton {...filters} total={total ?? 0} />}
          <PresetChips query={query} change={change} />
        </div>
      </div>
    </div>
  )
})

function countText(total: number | null, view: CatalogueView | null, isRemoved: boolean): string {
  if (total === null || view === null) return '\u00a0'
  const all = view.models.length
  const models = `${grouped(all)} ${isRemoved ? 'removed' : 'models'}`
  return total === all ? models : `${grouped(total)} of ${models}`
}

/** What questions are answered from is made once somebody is there, so that the first paint of a phone need not wait for it. */
function usePreparedView(view: CatalogueView | null): void {
  useEffect(() => (view === null ? undefined : onFirstSign(() => prepareView(view))), [view])
}
