import { startOfUtcDay } from '@modelkeep/catalog/model/day-label'
import { type FocusEvent, useId, useState } from 'react'
import { useHistory } from '../../../shared/chart/use-history.js'
import { useUrlParameter } from '../../../shared/search/use-url-parameter.js'
import { isoDate } from '../../../shared/ui/dates.js'
import classes from './as-of-field.module.css'

/** No prices are known before; the service rejects earlier times. */
const firstDay = '2015-01-01'
const dayMs = 86_400_000

/** The day in the URL (YYYY-MM-DD) whose prices are wanted; null: none, or no day until today. `now` in Unix milliseconds. */
export function usePricedDay(now: number): [day: string | null, set: (day: string | null) => void] {
  const [text, setText] = useUrlParameter('cost_at')
  return [text !== undefined && isPriced(text, now) ? text : null, (day) => setText(day ?? undefined)]
}

function isPriced(day: string, now: number): boolean {
  return startOfUtcDay(day) !== null && day >= firstDay && day <= isoDate(now / 1000)
}

interface AsOfFieldProps {
  id: string
  day: string | null
  setDay: (day: string | null) => void
  now: number
}

/** Chooses the day as of which a model's calls are priced; empty: by current prices. */
export function AsOfField({ id: modelId, day, setDay, now }: AsOfFieldProps) {
  const id = useId()
  const [draft, setDraft] = useState<string | null>(null)
  const [isWanted, setIsWanted] = useState(false)
  const first = useHistory(modelId, isWanted).data?.first_seen ?? null
  const isInvalid = draft !== null && draft !== '' && !isPriced(draft, now)
  const type = (text: string): void => {
    setDraft(text)
    if (text === '' || isPriced(text, now)) setDay(text === '' ? null : text)
  }
  // A day that is being typed is empty too, until it is whole.
  const leave = ({ target }: FocusEvent<HTMLInputElement>): void => {
    if (!isInvalid && !target.validity.badInput) setDraft(null)
  }
  return (
    <div className={classes.field}>
      <label htmlFor={id}>As of (00:00 UTC)</label>
      <div className={classes.row}>
        <input
          id={id}
          type="date"
          value={draft ?? day ?? ''}
          min={first === null ? firstDay : firstWholeDay(first, now)}
          max={isoDate(now / 1000)}
          onFocus={() => setIsWanted(true)}
          onChange={({ target }) => type(target.value)}
          onBlur={leave}
          aria-invalid={isInvalid || undefined}
          aria-describedby={`${id}-hint`}
        />
        {(day !== null || isInvalid) && (
          <button type="button" onClick={() => type('')}>
            Now
          </button>
        )}
        <small id={`${id}-hint`} data-wrong={isInvalid || undefined}>
          {isInvalid ? 'Choose a day until today.' : day === null ? 'Empty: current prices.' : null}
        </small>
      </div>
    </div>
  )
}

/** The first day at whose start the model was known, at most today. */
function firstWholeDay(firstSeen: string, now: number): string {
  const day = isoDate((Math.ceil(Date.parse(firstSeen) / dayMs) * dayMs) / 1000)
  const today = isoDate(now / 1000)
  return day < today ? day : today
}
