import { Link } from '@tanstack/react-router'
import { historicalSearch } from '../../../shared/api/historical.js'
import type { ListSearch } from '../../../shared/search/search-parameters.js'
import classes from './scatter.module.css'
import type { ScatterPoint } from './scatter-points.js'

interface ScatterTableProps {
  points: readonly ScatterPoint[]
  priceName: string
  valueName: string
  priceText: (price: number) => string
  valueText: (value: number) => string
  search: ListSearch
}

/** The best models of the plot as a table. */
export function ScatterTable({ points, priceName, valueName, priceText, valueText, search }: ScatterTableProps) {
  const best = points.filter(({ isBest }) => isBest)
  return (
    <table className={classes.table}>
      <caption>Best {valueName.toLowerCase()} for the price</caption>
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col" className={classes.number}>
            {priceName}
          </th>
          <th scope="col" className={classes.number}>
            {valueName}
          </th>
        </tr>
      </thead>
      <tbody>
        {best.map(({ model, price, value }) => (
          <tr key={model.id}>
            <th scope="row">
              <Link
                to="/models/$"
                params={{ _splat: model.id }}
                search={historicalSearch(search)}
                state={{ list: search }}
                resetScroll={false}
              >
                {model.name.trim()}
              </Link>
            </th>
            <td className={classes.number}>{priceText(price)}</td>
            <td className={classes.number}>{valueText(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
