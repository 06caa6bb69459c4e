import type { Model } from '@modelkeep/catalog/model/model'
import { CountField } from '../../../shared/cost/count-field.js'
import { monthlyCost } from '../../../shared/cost/monthly-cost.js'
import { type Usd, usdLabel } from '../../../shared/cost/usd.js'
import type { Workload } from '../../../shared/cost/workload.js'
import classes from './cost-calculator.module.css'
import { roundTokens } from './override-conditions.js'
import { useRememberedWorkload } from '../../../shared/cost/use-remembered-workload.js'
import { Section } from '../section.js'

const fields: readonly (readonly [keyof Workload, string])[] = [
  ['inputTokens', 'Input tokens per call'],
  ['cachedTokens', 'Of which cached'],
  ['outputTokens', 'Output tokens per call'],
  ['calls', 'Calls per month'],
]

/** The exact cost of the reader's workload, or why it is unknown. `now` in Unix milliseconds. */
export function CostCalculator({ model, now }: { model: Model; now: number }) {
  const [workload, change] = useRememberedWorkload()
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
        <Result model={model} workload={workload} now={now} />
      </div>
    </Section>
  )
}

function Result({ model, workload, now }: { model: Model; workload: Workload; now: number }) {
  const { usd, perCall, tier, notes, reason } = monthlyCost(model, workload, now)
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

/** A rounded amount, with the exact one below when they differ. */
function Amount({ name, usd }: { name: string; usd: Usd }) {
  const label = usdLabel(usd)
  const isRounded = !usd.eq(label.replaceAll(/[$,]/g, ''))
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{label}</strong>
        {isRounded && <small>exactly ${usd.toFixed()}</small>}
      </dd>
    </div>
  )
}
