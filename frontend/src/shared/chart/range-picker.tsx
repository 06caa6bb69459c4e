import { useId } from 'react'
import { type ChartRange, rangeNames } from './chart-range.js'
import classes from './segments.module.css'

interface RangePickerProps {
  offered: readonly ChartRange[]
  range: ChartRange
  choose: (range: ChartRange) => void
}

/** Chooses the period that a chart shows; nothing when there is no choice. */
export function RangePicker({ offered, range, choose }: RangePickerProps) {
  const name = useId()
  if (offered.length < 2) return null
  return (
    <fieldset className={classes.segments}>
      <legend className="visually-hidden">Period</legend>
      {offered.map((one) => (
        <label key={one}>
          <input type="radio" name={name} checked={one === range} onChange={() => choose(one)} />
          <span>{rangeNames[one]}</span>
        </label>
      ))}
    </fieldset>
  )
}
