import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useFirstObservation } from '../../../shared/api/use-first-observation.js'
import { IconX } from '../../../shared/ui/icons.js'
import { ModalDialog } from '../../../shared/ui/modal-dialog.js'
import { asOfField, fieldValue, utcLabel } from '../../../shared/ui/utc-time.js'
import classes from './time-travel-dialog.module.css'

interface TimeTravelDialogProps {
  /** The displayed time; absent: now. */
  asOf: string | undefined
  /** `undefined`: back to now. */
  go: (asOf: string | undefined) => void
  close: () => void
}

const dayMs = 86_400_000
const steps = [
  { name: 'A week ago', days: 7 },
  { name: '30 days ago', days: 30 },
  { name: 'A year ago', days: 365 },
] as const

/** Chooses a time between the first observation and now. The service explains why it rejects any other. */
export function TimeTravelDialog({ asOf, go, close }: TimeTravelDialogProps) {
  const [now] = useState(() => Date.now())
  const first = useFirstObservation()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const shown = Date.parse(asOf ?? '')
  const [value, setValue] = useState(() => fieldValue(Number.isNaN(shown) ? now : shown))
  const leave = (to: string | undefined): void => {
    go(to)
    close()
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (value !== '') leave(asOfField(value))
  }
  return (
    <ModalDialog close={close} className={classes.dialog} aria-labelledby="time-travel">
      <form className={classes.form} onSubmit={submit}>
        <header>
          <h2 id="time-travel">Time travel</h2>
          <button type="button" className={classes.close} onClick={close} aria-label="Close">
            <IconX size={18} />
          </button>
        </header>
        <label>
          Date and time (UTC)
          <input
            ref={field}
            type="datetime-local"
            required
            value={value}
            min={first === null ? undefined : fieldValue(first, true)}
            max={fieldValue(now)}
            onChange={(event) => setValue(event.target.value)}
          />
        </label>
        <Steps now={now} first={first} go={(time) => leave(asOfField(fieldValue(time)))} />
        <p>
          {first === null
            ? 'Shows the catalogue as it was observed at that time.'
            : `Shows the catalogue as it was observed. History starts on ${utcLabel(first)}.`}
        </p>
        <footer>
          {asOf !== undefined && (
            <button type="button" onClick={() => leave(undefined)}>
              Back to now
            </button>
          )}
          <button type="submit" data-is="primary">
            Show
          </button>
        </footer>
      </form>
    </ModalDialog>
  )
}

interface StepsProps {
  now: number
  /** The first observation; null while unknown. */
  first: number | null
  go: (time: number) => void
}

/** Buttons that go back by a fixed time. Disabled if that is before the first observation. */
function Steps({ now, first, go }: StepsProps) {
  return (
    <div className={classes.steps} role="group" aria-label="Go back by">
      {steps.map(({ name, days }) => {
        const time = now - days * dayMs
        return (
          <button key={name} type="button" onClick={() => go(time)} disabled={first !== null && time < first}>
            {name}
          </button>
        )
      })}
    </div>
  )
}
