import { useId, useState } from 'react'
import classes from './workload-form.module.css'
import { mostOfWorkload, type Workload } from './workload.js'

const fields = [
  { key: 'inputTokens', label: 'Input tokens', hint: 'per call' },
  { key: 'cachedTokens', label: 'Of these, cached', hint: 'per call' },
  { key: 'outputTokens', label: 'Output tokens', hint: 'per call' },
  { key: 'calls', label: 'Calls', hint: 'per month' },
] as const

/** How much one asks of a model. */
export function WorkloadForm({ workload, change }: { workload: Workload; change: (to: Workload) => void }) {
  const isTooMuchCached = workload.cachedTokens > workload.inputTokens
  return (
    <fieldset className={classes.form}>
      <legend>Your workload</legend>
      <div className={classes.fields}>
        {fields.map(({ key, label, hint }) => (
          <NumberField key={key} label={label} hint={hint} value={workload[key]} change={(value) => change({ ...workload, [key]: value })} />
        ))}
      </div>
      <p className={classes.problem} role="status">
        {isTooMuchCached && 'Cached tokens are part of the input: no more than the input is counted.'}
      </p>
    </fieldset>
  )
}

function NumberField({ label, hint, value, change }: { label: string; hint: string; value: number; change: (value: number) => void }) {
  const id = useId()
  // What is being typed may be no number yet.
  const [typed, setTyped] = useState<string | null>(null)
  const read = (text: string): void => {
    setTyped(text)
    if (/^\d{0,10}$/.test(text) && Number(text) <= mostOfWorkload) change(Number(text))
  }
  return (
    <div className={classes.field}>
      <label htmlFor={id}>
        {label} <span>{hint}</span>
      </label>
      <input id={id} className="numbers" type="number" inputMode="numeric" min={0} max={mostOfWorkload} step={1} value={typed ?? value} onChange={(event) => read(event.currentTarget.value)} onBlur={() => setTyped(null)} />
    </div>
  )
}
