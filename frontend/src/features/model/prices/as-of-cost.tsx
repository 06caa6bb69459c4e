import type { CostRow } from '@modelkeep/catalog/contract/cost'
import { dayLabel } from '@modelkeep/catalog/model/day-label'
import { useDebouncedValue } from '@mantine/hooks'
import { HistoryProblem } from '../../../shared/chart/history-problem.js'
import type { MonthlyCost } from '../../../shared/cost/monthly-cost.js'
import { noteText } from '../../../shared/cost/note-text.js'
import { usdLabel, usdOf } from '../../../shared/cost/usd.js'
import type { Workload } from '../../../shared/cost/workload.js'
import { Amount } from './amount.js'
import classes from './cost-calculator.module.css'
import { changedPrices, differenceText, priceSentences } from './cost-difference.js'
import { roundTokens } from './override-conditions.js'
import { useCostAt } from './use-cost-at.js'

/** Typing a workload asks for one cost, not for one at every key. */
const typingMs = 300

interface AsOfCostProps {
  id: string
  /** YYYY-MM-DD */
  day: string
  workload: Workload
  /** What the cost is compared with. */
  now: MonthlyCost
  /** What that is called at the start of a sentence: `Today`. */
  nowName: string
}

/** What the workload cost by the prices of a day, which prices those were, and how the cost differs from now. */
export function AsOfCost({ id, day, workload, now, nowName }: AsOfCostProps) {
  const [asked] = useDebouncedValue(workload, typingMs)
  const { data, error, isPlaceholderData, refetch } = useCostAt(id, day, asked)
  const isOld = isPlaceholderData || asked !== workload
  return (
    <div className={classes.result} role="status" aria-busy={(data === undefined && error === null) || isOld}>
      <h3>As of {dayLabel(day)}</h3>
      {data === undefined && error === null && <p>Loading the prices of that day…</p>}
      {data === undefined && error !== null && <HistoryProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && (
        <div data-old={isOld || undefined}>
          <PricedDay row={data} day={day} calls={asked.calls} now={now} nowName={nowName} />
        </div>
      )}
    </div>
  )
}

interface PricedDayProps extends Pick<AsOfCostProps, 'day' | 'now' | 'nowName'> {
  row: CostRow
  calls: number
}

function PricedDay({ row, day, calls, now, nowName }: PricedDayProps) {
  if (row.cost === null)
    return <p className={classes.reason}>The cost as of that day is unknown. {row.error?.message}</p>
  const perCall = usdOf(row.cost)
  const monthly = perCall.times(calls)
  const tier = row.price?.tier ?? null
  return (
    <>
      <dl>
        <Amount name="Per call" usd={perCall} />
        <Amount name="Per month" usd={monthly} />
      </dl>
      {now.usd === null ? (
        <p>
          {nowName}: the cost is unknown. {now.reason}
        </p>
      ) : (
        <p className={classes.today}>
          {nowName}: {usdLabel(now.usd)}, {differenceText(monthly, now.usd)}
        </p>
      )}
      <Changes lines={now.parts === null ? [] : changedPrices(row.parts, now.parts)} />
      {priceSentences(row, day).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {tier !== null && <p>Uses the prices above {roundTokens(tier.min_prompt_tokens)} input tokens.</p>}
      {row.notes.map((note) => (
        <p key={note}>{noteText(note)}</p>
      ))}
    </>
  )
}

function Changes({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <ul className={classes.changes} aria-label="Changed prices">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
