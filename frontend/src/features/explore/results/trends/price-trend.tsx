import type { PriceStability } from '@modelkeep/catalog/contract/price-stability'
import type { TrendKey } from '../columns.js'
import classes from './price-trend.module.css'
import { sparklinePath } from './sparkline-path.js'
import { type ChangeDays, changeText, directionOf, historyText } from './trend-text.js'

interface PriceTrendProps {
  of: TrendKey
  stability: PriceStability
  /** Where the sparkline ends, in Unix milliseconds. */
  asOf: number
}

/** The change of a model's prices as a percentage, or their history as a sparkline. */
export function PriceTrend({ of, stability, asOf }: PriceTrendProps) {
  if (of === 'price-history') return <Sparkline stability={stability} asOf={asOf} />
  return <Change stability={stability} days={of === 'change-30' ? 30 : 90} />
}

function Change({ stability, days }: { stability: PriceStability; days: ChangeDays }) {
  const { text, title } = changeText(stability, days)
  return (
    <span className={classes.change} data-direction={directionOf(stability, days) ?? undefined} title={title}>
      <span aria-hidden>{text}</span>
      <span className="visually-hidden">{title}</span>
    </span>
  )
}

const box = { width: 96, height: 20 }

/** The input price as a solid line, the output price as a dashed one, each from zero to its own highest. */
function Sparkline({ stability, asOf }: { stability: PriceStability; asOf: number }) {
  const text = historyText(stability)
  const { prompt, completion } = stability
  const [input, output] = [prompt, completion].map(({ series }) => sparklinePath(series, asOf, box))
  if (input === '' && output === '') return <span className={classes.change}>–</span>
  return (
    <svg
      role="img"
      aria-label={text}
      className={classes.sparkline}
      viewBox={`-1 -2 ${box.width + 2} ${box.height + 4}`}
      width={box.width + 2}
      height={box.height + 4}
    >
      <title>{text}</title>
      {output !== '' && <path d={output} className={classes.output} />}
      {input !== '' && <path d={input} className={classes.input} />}
    </svg>
  )
}
