import { IconAlertTriangle, IconCloudOff } from '@tabler/icons-react'
import { useCatalogue } from '../shared/api/use-catalogue.js'
import classes from './freshness-notes.module.css'
import { freshnessOf, type Freshness } from './freshness.js'
import { useNow } from '../shared/hooks/use-now.js'

function useFreshness(): Freshness | null {
  const { received, error } = useCatalogue()
  const now = useNow(15_000)
  return received === null ? null : freshnessOf(received, error, Math.max(now, received.confirmedAt))
}

/** How old the catalogue is and where it was loaded from: always there, never loud. */
export function FreshnessLine() {
  const freshness = useFreshness()
  return (
    <span className={classes.line} data-state={freshness?.state}>
      <span className={classes.dot} aria-hidden />
      {freshness?.line ?? 'Loading the catalogue…'}
    </span>
  )
}

/** Above everything, when what is shown may be out of date, or the service is away. */
export function FreshnessBanner() {
  const freshness = useFreshness()
  const Icon = freshness?.state === 'unreachable' ? IconCloudOff : IconAlertTriangle
  return (
    <div role="status">
      {freshness?.warning != null && (
        <p className={classes.banner}>
          <Icon size={18} aria-hidden />
          <span>{freshness.warning}</span>
        </p>
      )}
    </div>
  )
}
