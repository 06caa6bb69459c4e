import type { PageQuery } from '../../../shared/search/page-query.js'
import { IconHistory } from '../../../shared/ui/icons.js'
import { useState } from 'react'
import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import classes from './time-travel-button.module.css'

const TimeTravelDialog = lazyPart(async () => (await import('./time-travel-dialog.js')).TimeTravelDialog)

/** Opens the time travel dialog. */
export function TimeTravelButton({
  asOf,
  change,
}: {
  asOf: string | undefined
  change: (patch: Partial<PageQuery>) => void
}) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={classes.button}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
        title="Show the catalogue as of any time"
      >
        <IconHistory size={16} stroke={1.7} />
        Time travel
      </button>
      {isOpen && (
        <OptionalPart>
          <TimeTravelDialog
            asOf={asOf}
            go={(to) => change({ as_of: to, limit: undefined, offset: undefined })}
            close={() => setOpen(false)}
          />
        </OptionalPart>
      )}
    </>
  )
}
