import type { Model } from '@modelkeep/catalog/model/model'
import { useNavigate } from '@tanstack/react-router'
import { Big } from 'big.js'
import { useMemo, useState } from 'react'
import { historicalSearch } from '../../../shared/api/historical.js'
import type { ListSearch } from '../../../shared/search/search-parameters.js'
import { plural } from '../filters/active-filters.js'
import { dollars } from '../../../shared/ui/prices.js'
import { tokensLabel } from '../../../shared/ui/tokens.js'
import { ScatterPlot } from './scatter-plot.js'
import { type PriceAxis, type ScatterPoint, scatterPoints, type ValueAxis } from './scatter-points.js'
import { linearScale, logScale } from './scatter-scale.js'
import { ScatterTable } from './scatter-table.js'
import classes from './scatter.module.css'

const priceNames: Readonly<Record<PriceAxis, string>> = { prompt: 'Input price', completion: 'Output price' }
const valueNames: Readonly<Record<ValueAxis, string>> = { intelligence: 'Intelligence', context: 'Context' }

const priceText = (price: number): string => (price === 0 ? 'Free' : dollars(new Big(price)))
const valueTexts: Readonly<Record<ValueAxis, (value: number) => string>> = {
  intelligence: (value) => String(Math.round(value * 10) / 10),
  context: tokensLabel,
}

/** The listed models by price and by what they offer. Loaded on demand. */
export function Scatter({ models, search }: { models: readonly Model[]; search: ListSearch }) {
  const [priceAxis, setPriceAxis] = useState<PriceAxis>('prompt')
  const [valueAxis, setValueAxis] = useState<ValueAxis>('intelligence')
  const points = useMemo(() => scatterPoints(models, priceAxis, valueAxis), [models, priceAxis, valueAxis])
  const scales = useMemo(() => scalesOf(points, valueAxis), [points, valueAxis])
  const go = useNavigate()
  const open = ({ model }: ScatterPoint): void =>
    void go({
      to: '/models/$',
      params: { _splat: model.id },
      search: historicalSearch(search),
      state: { list: search },
      resetScroll: false,
    })
  const texts = { priceText, valueText: valueTexts[valueAxis] }
  const names = { priceName: priceNames[priceAxis], valueName: valueNames[valueAxis] }
  const missing = models.length - points.length
  return (
    <div id="results" tabIndex={-1} className={classes.whole}>
      <div className={classes.bar}>
        <Choice label="Price" names={priceNames} value={priceAxis} choose={setPriceAxis} />
        <Choice label="Against" names={valueNames} value={valueAxis} choose={setValueAxis} />
        <span className={classes.unit}>USD per million tokens, logarithmic</span>
      </div>
      {points.length === 0 ? (
        <p className={classes.none}>None of these models has both a price and this value.</p>
      ) : (
        <>
          <ScatterPlot
            points={points}
            {...scales}
            label={`${names.priceName} and ${names.valueName.toLowerCase()} of ${plural(points.length, 'model')}`}
            xText={texts.priceText}
            yText={texts.valueText}
            open={open}
          />
          <ScatterTable points={points} {...names} {...texts} search={search} />
        </>
      )}
      {missing > 0 && (
        <p className={classes.none}>
          {plural(missing, 'model')} {missing === 1 ? 'is' : 'are'} not shown: the price or the value is not published.
        </p>
      )}
    </div>
  )
}

function scalesOf(points: readonly ScatterPoint[], valueAxis: ValueAxis) {
  const values = points.map(({ value }) => value)
  return {
    x: logScale(points.map(({ price }) => price)),
    y: valueAxis === 'context' ? logScale(values) : linearScale(values),
  }
}

interface ChoiceProps<T extends string> {
  label: string
  names: Readonly<Record<T, string>>
  value: T
  choose: (value: T) => void
}

function Choice<T extends string>({ label, names, value, choose }: ChoiceProps<T>) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => choose(event.target.value as T)}>
        {Object.entries<string>(names).map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
