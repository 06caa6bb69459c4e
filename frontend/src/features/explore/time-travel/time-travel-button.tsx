import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { IconHistory } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import { lazyPart } from '../../../shared/ui/lazy-part.js'
import classes from './time-travel-button.module.css'

const TimeTravelDialog = lazyPart(async () => (await import('./time-travel-dialog.js')).TimeTravelDialog)

/** The way to the catalogue of another moment. */
export function TimeTravelButton({
  asOf,
  change,
}: {
  asOf: string | undefined
  change: (patch: Partial<ListQuery>) => void
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
        title="See the catalogue as it was at any moment"
      >
        <IconHistory size={16} stroke={1.7} aria-hidden />
        Time travel
      </button>
      {isOpen && (
        <Suspense>
          <TimeTravelDialog
            asOf={asOf}
            go={(to) => change({ as_of: to, limit: undefined, offset: undefined })}
            close={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  )
}
