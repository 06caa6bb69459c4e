import type { Model } from '@modelkeep/catalog/model/model'
import { CountField } from '../../../shared/cost/count-field.js'
import { type MonthlyCost, monthlyCost } from '../../../shared/cost/monthly-cost.js'
import { useRememberedWorkload } from '../../../shared/cost/use-remembered-workload.js'
import type { Workload } from '../../../shared/cost/workload.js'
import { utcLabel } from '../../../shared/ui/utc-time.js'
import { Section } from '../section.js'
import { Amount } from './amount.js'
import { AsOfCost } from './as-of-cost.js'
import { AsOfField, usePricedDay } from './as-of-field.js'
import classes from './cost-calculator.module.css'
import { roundTokens } from './override-conditions.js'

const fields: readonly (readonly [keyof Workload, string])[] = [
  ['inputTokens', 'Input tokens per call'],
  ['cachedTokens', 'Of which cached'],
  ['outputTokens', 'Output tokens per call'],
  ['calls', 'Calls per month'],
]

interface CostCalculatorProps {
  model: Model
  /** The current time, in Unix milliseconds. */
  now: number
  /** The displayed time; absent: now. */
  at?: number | undefined
  /** Whether the catalogue lists the model. */
  isPresent?: boolean
}

/** The exact cost of the reader's workload, or why it is unknown; also by the prices of an earlier day. */
export function CostCalculator({ model, now, at, isPresent = true }: CostCalculatorProps) {
  const [workload, change] = useRememberedWorkload()
  const [day, setDay] = usePricedDay(now)
  const cost = monthlyCost(model, workload, at ?? now)
  return (
    <Section title="Cost calculator">
      <div className={classes.calculator}>
        <div className={classes.fields}>
          {fields.map(([key, label]) => (
            <CountField
              key={key}
              label={label}
              value={workload[key]}
              onChange={(value) => change({ [key]: value })}
              note={
                key === 'cachedTokens' && workload.cachedTokens > workload.inputTokens
                  ? 'Limited to the input tokens.'
                  : null
              }
            />
          ))}
        </div>
        <AsOfField id={model.id} day={day} setDay={setDay} now={now} />
        {day === null ? (
          <Result cost={cost} />
        ) : (
          <AsOfCost id={model.id} day={day} workload={workload} now={cost} nowName={nameOfNow(at, isPresent)} />
        )}
      </div>
    </Section>
  )
}

/** What the prices of the displayed model are called at the start of a sentence. */
function nameOfNow(at: number | undefined, isPresent: boolean): string {
  if (!isPresent) return 'By its last prices'
  return at === undefined ? 'Today' : `On ${utcLabel(at)}`
}

function Result({ cost: { usd, perCall, tier, notes, reason } }: { cost: MonthlyCost }) {
  return (
    <div className={classes.result} role="status">
      {usd === null ? (
        <p className={classes.reason}>The cost is unknown. {reason}</p>
      ) : (
        <dl>
          <Amount name="Per call" usd={perCall} />
          <Amount name="Per month" usd={usd} />
        </dl>
      )}
      {usd !== null && tier !== null && <p>Uses the prices above {roundTokens(tier)} input tokens.</p>}
      {usd !== null && notes.map((note) => <p key={note}>{note}</p>)}
    </div>
  )
}
