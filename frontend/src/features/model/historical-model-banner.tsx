import { Link } from '@tanstack/react-router'
import { PastBanner } from '../../shared/ui/historical-banner.js'
import { useSheetList } from './sheet-context.js'

/** Says that the model is shown as it was; leads to what it is now, over the list of now where it lies over one. */
export function PastModelBanner({ id, asOf, isThere }: { id: string; asOf: string; isThere: boolean }) {
  const list = useSheetList()
  return (
    <PastBanner asOf={asOf} subject={isThere ? 'This model' : 'The catalogue'}>
      <Link
        to="/models/$"
        params={{ _splat: id }}
        search={{} as never}
        {...(list !== undefined && { state: { list: withoutMoment(list) }, replace: true })}
      >
        Back to now
      </Link>
    </PastBanner>
  )
}

function withoutMoment({ as_of: _asOf, ...list }: Readonly<Record<string, string>>): Record<string, string> {
  return list
}
