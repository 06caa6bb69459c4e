import { useCatalogue } from '../shared/api/use-catalogue.js'
import { useNow } from '../shared/hooks/use-now.js'
import { IconAlertTriangle, IconCloudOff } from '../shared/ui/icons.js'
import classes from './freshness-notes.module.css'
import { freshnessOf, type Freshness } from './freshness.js'

function useFreshness(): Freshness | null {
  const { received, error } = useCatalogue()
  const now = useNow(15_000)
  return received === null ? null : freshnessOf(received, error, Math.max(now, received.confirmedAt))
}

/** Age and source of the catalogue, in the footer. */
export function FreshnessLine() {
  const freshness = useFreshness()
  return (
    <span className={classes.line} data-state={freshness?.state}>
      <span className={classes.dot} aria-hidden />
      {freshness?.line ?? 'Loading the catalogue…'}
    </span>
  )
}

/** Shown above every view when the catalogue may be out of date or the service is unreachable. */
export function FreshnessBanner() {
  const freshness = useFreshness()
  const Icon = freshness?.state === 'unreachable' ? IconCloudOff : IconAlertTriangle
  return (
    <div role="status">
      {freshness?.warning != null && (
        <p className={classes.banner}>
          <Icon size={18} />
          <span>{freshness.warning}</span>
        </p>
      )}
    </div>
  )
}
