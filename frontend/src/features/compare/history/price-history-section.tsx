import type { Model } from '@modelkeep/catalog/model/model'
import { useId, useMemo } from 'react'
import { HistoryProblem } from '../../../shared/chart/history-problem.js'
import { useHistories } from '../../../shared/chart/use-history.js'
import { useNear } from '../../../shared/hooks/use-near.js'
import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import classes from './price-history-section.module.css'

const ComparedHistory = lazyPart(async () => (await import('./compared-history.js')).ComparedHistory)

/** The price histories of the compared models in one chart. Data and chart library are loaded when it scrolls near. */
export function PriceHistorySection({ models }: { models: readonly Model[] }) {
  const titleId = useId()
  const [host, isNear] = useNear<HTMLElement>()
  const ids = useMemo(() => models.map(({ id }) => id), [models])
  const { histories, isLoading, error, retries } = useHistories(ids, isNear)
  const isEmpty = histories.every((one) => one === null)
  const waiting = <div className={classes.waiting} role="status" aria-label="Loading the price history" />
  return (
    <section ref={host} className={classes.section} aria-labelledby={titleId}>
      <h2 id={titleId}>Price history</h2>
      {isLoading && isEmpty && waiting}
      {error !== null && <HistoryProblem error={error} retry={() => retries.forEach((retry) => retry())} />}
      {!isEmpty && (
        <OptionalPart waiting={waiting}>
          <ComparedHistory models={models} histories={histories} />
        </OptionalPart>
      )}
    </section>
  )
}
