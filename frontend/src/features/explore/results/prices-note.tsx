import { isWithoutDatabase } from '../../../shared/api/problem.js'
import { type ListPrices, pricesProblem } from '../../../shared/api/use-price-stability.js'
import classes from './results.module.css'

/** Says why the columns of price changes are empty. */
export function PricesNote({ prices: { error, retry } }: { prices: ListPrices }) {
  if (error === null) return null
  return (
    <p className={classes.note} role="status">
      {pricesProblem(error)}{' '}
      {!isWithoutDatabase(error) && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </p>
  )
}
