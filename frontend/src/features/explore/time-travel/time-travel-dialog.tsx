import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useLayoutEffect, useRef, useState } from 'react'
import { getJson } from '../../../shared/api/problem.js'
import { asOfField, fieldValue, momentIn, momentLabel } from '../../../shared/ui/utc-time.js'
import classes from './time-travel-dialog.module.css'

interface TimeTravelDialogProps {
  /** The moment that is shown; absent: now. */
  asOf: string | undefined
  /** `undefined`: to now. */
  go: (asOf: string | undefined) => void
  close: () => void
}

const dayMs = 86_400_000
const steps = [
  { name: 'A week ago', days: 7 },
  { name: '30 days ago', days: 30 },
  { name: 'A year ago', days: 365 },
] as const

/** Where to go in time. From the first observation until now; what else is asked for, the service answers in its own words. */
export function TimeTravelDialog({ asOf, go, close }: TimeTravelDialogProps) {
  const dialog = useModalDialog()
  const [now] = useState(() => Date.now())
  const first = useFirstObservation()
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
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Esc does the same by keyboard
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-labelledby="time-travel"
      data-locks-scroll
      onClose={(event) => !event.currentTarget.open && close()}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <form className={classes.form} onSubmit={submit}>
        <header>
          <h2 id="time-travel">Time travel</h2>
          <button type="button" className={classes.close} onClick={close} aria-label="Close">
            <IconX size={18} aria-hidden />
          </button>
        </header>
        <label>
          Date and time, in UTC
          <input
            type="datetime-local"
            required
            value={value}
            min={first === null ? undefined : fieldValue(first, true)}
            max={fieldValue(now)}
            onChange={(event) => setValue(event.target.value)}
          />
        </label>
        <div className={classes.steps} role="group" aria-label="Go back by">
          {steps.map(({ name, days }) => (
            <button
              key={name}
              type="button"
              onClick={() => leave(asOfField(fieldValue(now - days * dayMs)))}
              disabled={first !== null && now - days * dayMs < first}
            >
              {name}
            </button>
          ))}
        </div>
        <p>
          {first === null
            ? 'The catalogue as it was observed at that moment.'
            : `The catalogue as it was observed, from ${momentLabel(first)} on.`}
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
    </dialog>
  )
}

function useModalDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    element?.querySelector('input')?.focus()
    // By hand and before it is taken away, so that focus goes back to where it was.
    return () => element?.close()
  }, [])
  return dialog
}

/** In Unix milliseconds; null until it is known. The answer of a moment before it names it. */
function useFirstObservation(): number | null {
  const { data } = useQuery({
    queryKey: ['first observation'],
    queryFn: ({ signal }) => getJson<{ reason?: string }>('/api/models/count?as_of=1970-01-01', { signal }),
    staleTime: 3_600_000,
    retry: false,
  })
  return momentIn(data?.reason)
}
