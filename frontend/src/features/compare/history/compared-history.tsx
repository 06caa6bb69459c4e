import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import type { Model } from '@modelkeep/catalog/model/model'
import { useId, useMemo, useState } from 'react'
import { parseRange, rangesOf, rangeText, startOfRange } from '../../../shared/chart/chart-range.js'
import { changeTimesOf, endOfChart } from '../../../shared/chart/chart-steps.js'
import { HistoryTable } from '../../../shared/chart/history-table.js'
import { LineSample } from '../../../shared/chart/line-sample.js'
import { canBeLog } from '../../../shared/chart/log-scale.js'
import { RangePicker } from '../../../shared/chart/range-picker.js'
import segments from '../../../shared/chart/segments.module.css'
import { StepChart } from '../../../shared/chart/step-chart.js'
import classes from '../../../shared/chart/step-chart.module.css'
import { useUrlParameter } from '../../../shared/search/use-url-parameter.js'
import { hasUsagePrices } from '@modelkeep/catalog/cost/has-usage-prices'
import { useNow } from '../../../shared/hooks/use-now.js'
import {
  type ComparedLines,
  comparedLines,
  type ComparedPrice,
  comparedPrices,
  parsePriceChoice,
} from './compared-lines.js'

const unit = 'USD per million tokens'

interface ComparedHistoryProps {
  models: readonly Model[]
  /** In the order of the models; null: not loaded. */
  histories: readonly (ModelHistory | null)[]
}

/** One chart of the input or output price of all compared models. Loaded on demand, with the chart library. */
export function ComparedHistory({ models, histories }: ComparedHistoryProps) {
  const [priceText, setPrice] = useUrlParameter('price')
  const [wanted, setWanted] = useUrlParameter('range')
  const now = useNow(3_600_000)
  const price = parsePriceChoice(priceText)
  const { drawn, without } = useMemo(() => linesOf(models, histories, price), [models, histories, price])
  const times = changeTimesOf(drawn.map(({ line }) => line))
  const first = times[0] ?? now
  const end = endOfChart(times, null, now)
  const offered = rangesOf(first, end)
  const range = parseRange(wanted, offered)
  return (
    <div className={classes.whole}>
      <div className={classes.controls}>
        <PricePicker price={price} choose={(one) => setPrice(one === 'input' ? undefined : one)} />
        <RangePicker offered={offered} range={range} choose={(one) => setWanted(rangeText(one))} />
      </div>
      {drawn.length > 0 && (
        <Chart
          drawn={drawn}
          start={startOfRange(range, first, end)}
          end={end}
          label={`${price === 'input' ? 'Input' : 'Output'} prices of ${drawn.length} ${drawn.length === 1 ? 'model' : 'models'}`}
        />
      )}
      {without.length > 0 && (
        <p className={classes.none}>
          No {price} price is published for {new Intl.ListFormat('en-GB').format(without)}.
        </p>
      )}
    </div>
  )
}

function linesOf(
  models: readonly Model[],
  histories: ComparedHistoryProps['histories'],
  price: ComparedPrice,
): ComparedLines {
  const compared = models.map((model, at) => ({
    id: model.id,
    name: model.name.trim() || model.id,
    isBilledByToken: hasUsagePrices(model),
    history: histories[at] ?? null,
  }))
  return comparedLines(compared, price)
}

interface ChartProps {
  drawn: ComparedLines['drawn']
  /** Unix milliseconds. */
  start: number
  end: number
  label: string
}

function Chart({ drawn, start, end, label }: ChartProps) {
  const [wantsLog, setWantsLog] = useState(false)
  const lines = useMemo(() => drawn.map(({ line }) => line), [drawn])
  const styles = useMemo(() => drawn.map(({ position }) => position), [drawn])
  const offersLog = canBeLog(lines, start)
  return (
    <>
      <div className={classes.bar}>
        <ul className={classes.legend} aria-label="Lines">
          {drawn.map(({ position, line: { field, name } }) => (
            <li key={field}>
              <LineSample style={position} />
              {name}
            </li>
          ))}
        </ul>
        <span className={classes.unit}>{unit}</span>
        {offersLog && (
          <label className={classes.log}>
            <input type="checkbox" checked={wantsLog} onChange={(event) => setWantsLog(event.target.checked)} />
            Log scale
          </label>
        )}
      </div>
      <StepChart
        lines={lines}
        styles={styles}
        start={start}
        end={end}
        isLog={wantsLog && offersLog}
        isPrice
        label={label}
      />
      <HistoryTable lines={lines} unit={unit} />
    </>
  )
}

function PricePicker({ price, choose }: { price: ComparedPrice; choose: (price: ComparedPrice) => void }) {
  const name = useId()
  return (
    <fieldset className={segments.segments}>
      <legend className="visually-hidden">Price</legend>
      {comparedPrices.map((one) => (
        <label key={one.id}>
          <input type="radio" name={name} checked={one.id === price} onChange={() => choose(one.id)} />
          <span>{one.name}</span>
        </label>
      ))}
    </fieldset>
  )
}
