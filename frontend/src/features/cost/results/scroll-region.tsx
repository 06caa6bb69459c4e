import type { ReactNode } from 'react'
import classes from '../cost.module.css'

/** A part that scrolls by itself when it is too large, also by keyboard. `isLow` limits its height. */
export function ScrollRegion({ label, isLow, children }: { label: string; isLow?: boolean; children: ReactNode }) {
  return (
    // A scrollable region must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.scroll} data-low={isLow} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  )
}
