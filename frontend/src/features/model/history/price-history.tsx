import { lazy } from 'react'
import { useNear } from '../../../shared/hooks/use-near.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import { HistoryProblem } from '../../../shared/chart/history-problem.js'
import classes from './price-history.module.css'
import { Section } from '../section.js'
import { useHistory } from '../../../shared/chart/use-history.js'

const PriceChart = lazy(async () => ({ default: (await import('./price-chart.js')).PriceChart }))

/** The price history of a model, present or removed. Data and chart library are loaded when it scrolls near. */
export function PriceHistory({ id, isBilledByToken = true }: { id: string; isBilledByToken?: boolean }) {
  const [host, isNear] = useNear<HTMLDivElement>()
  const { data, error, refetch } = useHistory(id, isNear)
  const waiting = <div className={classes.waiting} role="status" aria-label="Loading the history" />
  return (
    <Section title="Price history">
      <div ref={host} className={classes.place} data-is={data === undefined && error !== null ? 'problem' : undefined}>
        {data !== undefined ? (
          <OptionalPart
            waiting={waiting}
            failed={<p role="alert">The chart could not be shown. Reload to try again.</p>}
          >
            <PriceChart history={data} isBilledByToken={isBilledByToken} />
          </OptionalPart>
        ) : error === null ? (
          waiting
        ) : (
          <HistoryProblem error={error} retry={() => void refetch()} />
        )}
      </div>
    </Section>
  )
}
