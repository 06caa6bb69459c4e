import { usePriceStability } from '../../../shared/api/use-price-stability.js'
import { localDay } from '../../../shared/ui/local-time.js'
import { useHistory } from '../../../shared/chart/use-history.js'
import classes from './price-stability.module.css'
import { stabilitySentence } from './stability-sentence.js'

/**
 * One sentence about how often and how far the prices of a model moved. Loaded after its history, which is known to be available
 * then. Its place is kept while it is empty, so that nothing moves.
 */
export function PriceStability({ id, asOf }: { id: string; asOf: string | undefined }) {
  const { data: history } = useHistory(id, false)
  const { data } = usePriceStability({ id, asOf, isWanted: history !== undefined })
  return <p className={classes.stability}>{data === undefined ? null : stabilitySentence(data, localDay)}</p>
}
