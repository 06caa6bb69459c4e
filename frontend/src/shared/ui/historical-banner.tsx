import type { ReactNode } from 'react'
import classes from './historical-banner.module.css'
import { IconClockHour4 } from './icons.js'
import { utcLabel } from './utc-time.js'

interface HistoricalBannerProps {
  asOf: string
  /** The link or button back to the current catalogue. */
  children: ReactNode
  /** What is historical; absent: the whole catalogue. */
  subject?: string
}

/** Says that the content below is historical. */
export function HistoricalBanner({ asOf, children, subject }: HistoricalBannerProps) {
  return (
    <div className={classes.banner} role="note" aria-label="Time travel">
      <IconClockHour4 size={18} stroke={1.8} />
      <p>
        <strong>
          {subject ?? 'Catalogue'} as of <time dateTime={asOf}>{utcLabel(asOf)}</time>.
        </strong>{' '}
        {subject === undefined && (
          <span className={classes.more}>
            Prices, limits and ages are as of that time; comparisons use current data.
          </span>
        )}
      </p>
      {children}
    </div>
  )
}
