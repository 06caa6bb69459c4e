import { CountField } from '../../shared/cost/count-field.js'
import classes from './workload-form.module.css'
import type { Workload } from '../../shared/cost/workload.js'
import { type Period, periods } from './workload-fields.js'

const fields = [
  { key: 'inputTokens', label: 'Input tokens', hint: 'per call' },
  { key: 'cachedTokens', label: 'Of which cached', hint: 'per call' },
  { key: 'outputTokens', label: 'Output tokens', hint: 'per call' },
  { key: 'calls', label: 'Calls', hint: 'per month' },
] as const

interface WorkloadFormProps {
  workload: Workload
  period: Period
  change: (patch: Partial<Workload>) => void
  setPeriod: (period: Period) => void
}

/** The workload whose cost is compared, and the period that the cost is shown for. */
export function WorkloadForm({ workload, period, change, setPeriod }: WorkloadFormProps) {
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
        <label className={classes.period}>
          Show the cost
          <select value={period} onChange={({ target }) => setPeriod(target.value as Period)}>
            {periods.map((one) => (
              <option key={one} value={one}>
                per {one}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className={classes.problem} role="status">
        {isTooMuchCached && 'Cached tokens are part of the input, so they are limited to the input tokens.'}
      </p>
    </fieldset>
  )
}
