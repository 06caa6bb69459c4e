import { CountField } from '../../../shared/cost/count-field.js'
import type { Workload } from '../../../shared/cost/workload.js'
import { grouped } from '../../../shared/ui/digits.js'
import classes from './workload-bar.module.css'

interface WorkloadBarProps {
  workload: Workload
  setWorkload: (workload: Workload) => void
}

const fields: readonly (readonly [keyof Workload, string])[] = [
  ['inputTokens', 'Input tokens per call'],
  ['cachedTokens', 'Of which cached'],
  ['outputTokens', 'Output tokens per call'],
  ['calls', 'Calls per month'],
]

/** The workload whose cost the list shows: in one line, and as a form on demand. */
export function WorkloadBar({ workload, setWorkload }: WorkloadBarProps) {
  const { inputTokens, cachedTokens, outputTokens, calls } = workload
  return (
    <details className={classes.bar}>
      <summary>
        <span>
          <b>My workload:</b> {grouped(calls)} calls a month, each with {grouped(inputTokens)} input tokens (
          {grouped(Math.min(cachedTokens, inputTokens))} cached) and {grouped(outputTokens)} output tokens
        </span>
        <span className={classes.action}>Change</span>
      </summary>
      <div className={classes.fields} role="group" aria-label="My workload">
        {fields.map(([key, label]) => (
          <CountField
            key={key}
            label={label}
            value={workload[key]}
            onChange={(value) => setWorkload({ ...workload, [key]: value })}
            note={key === 'cachedTokens' && cachedTokens > inputTokens ? 'Limited to the input tokens.' : null}
          />
        ))}
      </div>
    </details>
  )
}
