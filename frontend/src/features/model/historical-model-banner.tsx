import { Link } from '@tanstack/react-router'
import type { ListSearch } from '../../shared/search/search-parameters.js'
import { HistoricalBanner } from '../../shared/ui/historical-banner.js'
import { useSheetList } from './sheet-context.js'

interface HistoricalModelBannerProps {
  id: string
  asOf: string
  isPresent: boolean
}

/** Says that the model is shown as of an earlier time, with a link to its current state over the current list. */
export function HistoricalModelBanner({ id, asOf, isPresent }: HistoricalModelBannerProps) {
  const list = useSheetList()
  return (
    <HistoricalBanner asOf={asOf} subject={isPresent ? 'This model' : 'The catalogue'}>
      <Link
        to="/models/$"
        params={{ _splat: id }}
        search={{}}
        {...(list !== undefined && { state: { list: withoutTime(list) }, replace: true })}
      >
        Back to now
      </Link>
    </HistoricalBanner>
  )
}

function withoutTime({ as_of: _asOf, ...list }: ListSearch): ListSearch {
  return list
}
