import { CountField } from '../../shared/cost/count-field.js'
import classes from './workload-form.module.css'
import type { Workload } from '../../shared/cost/workload.js'

const fields = [
  { key: 'inputTokens', label: 'Input tokens', hint: 'per call' },
  { key: 'cachedTokens', label: 'Of which cached', hint: 'per call' },
  { key: 'outputTokens', label: 'Output tokens', hint: 'per call' },
  { key: 'calls', label: 'Calls', hint: 'per month' },
] as const

/** The workload whose cost is compared. */
export function WorkloadForm({ workload, change }: { workload: Workload; change: (patch: Partial<Workload>) => void }) {
  const isTooMuchCached = workload.cachedTokens > workload.inputTokens
  return (
    <fieldset className={classes.form}>
      <legend>Your workload</legend>
      <div className={classes.fields}>
        {fields.map(({ key, label, hint }) => (
          <CountField
            key={key}
            label={
              <>
                {label} <span>{hint}</span>
              </>
            }
            value={workload[key]}
            onChange={(value) => change({ [key]: value })}
          />
        ))}
      </div>
      <p className={classes.problem} role="status">
        {isTooMuchCached && 'Cached tokens are part of the input, so they are limited to the input tokens.'}
      </p>
    </fieldset>
  )
}
