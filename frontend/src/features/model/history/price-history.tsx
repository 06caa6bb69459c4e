import { lazy, Suspense } from 'react'
import { useNear } from '../../../shared/hooks/use-near.js'
import { HistoryProblem } from './history-problem.js'
import classes from './price-history.module.css'
import { Section } from '../section.js'
import { useHistory } from './use-history.js'

const PriceChart = lazy(async () => ({ default: (await import('./price-chart.js')).PriceChart }))

/** How the prices of a model moved, also of one that is gone. Asked for, with what draws it, when one comes near. */
export function PriceHistory({ id }: { id: string }) {
  const [place, isNear] = useNear<HTMLDivElement>()
  const { data, error, refetch } = useHistory(id, isNear)
  const waiting = <div className={classes.waiting} role="status" aria-label="The history is on its way" />
  return (
    <Section title="Price history">
      <div ref={place} className={classes.place} data-is={data === undefined && error !== null ? 'problem' : undefined}>
        {data !== undefined ? (
          <Suspense fallback={waiting}>
            <PriceChart history={data} />
          </Suspense>
        ) : error === null ? (
          waiting
        ) : (
          <HistoryProblem error={error} retry={() => void refetch()} />
        )}
      </div>
    </Section>
  )
}
