import { IconClockHour4 } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './historical-banner.module.css'
import { momentLabel } from './utc-time.js'

interface PastBannerProps {
  asOf: string
  /** The way back to now. */
  children: ReactNode
  /** What is of then; absent: the catalogue with all that is below. */
  subject?: string
}

/** Says that what is below is not of now. */
export function PastBanner({ asOf, children, subject }: PastBannerProps) {
  return (
    <div className={classes.banner} role="note" aria-label="Time travel">
      <IconClockHour4 size={18} stroke={1.8} aria-hidden />
      <p>
        <strong>
          {subject ?? 'Catalogue'} as of <time dateTime={asOf}>{momentLabel(asOf)}</time>.
        </strong>{' '}
        {subject === undefined && (
          <span className={classes.more}>
            Prices, limits and ages are those of then; a comparison shows those of now.
          </span>
        )}
      </p>
      {children}
    </div>
  )
}
