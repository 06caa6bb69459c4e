import { dashes } from './line-dashes.js'
import classes from './step-chart.module.css'

/** A piece of a line of a chart, for its legend. */
export function LineSample({ style }: { style: number }) {
  return (
    <svg className={classes.sample} data-style={style % 6} width="26" height="10" aria-hidden>
      <line x1="1" y1="5" x2="25" y2="5" strokeDasharray={(dashes[style % dashes.length] ?? []).join(' ')} />
    </svg>
  )
}
