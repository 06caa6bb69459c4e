import { useId } from 'react'
import { IconX } from '../ui/icons.js'
import { ModalDialog } from '../ui/modal-dialog.js'
import classes from '../subscribe/subscribe-dialog.module.css'
import type { FoundFilter } from './watch-filter.js'
import { WatchSection } from './watch-section.js'

interface WatchDialogProps extends FoundFilter {
  name: string
  close: () => void
}

/** How to be told of new models that match the list. */
export function WatchDialog({ close, ...found }: WatchDialogProps) {
  const id = useId()
  return (
    <ModalDialog
      className={classes.dialog}
      aria-labelledby={id}
      close={close}
      // Keys are not for what is behind the dialog.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className={classes.content}>
        <div className={classes.head}>
          <h2 id={id}>Watch this list</h2>
          <button type="button" className={classes.close} onClick={close} aria-label="Close" title="Close (Esc)">
            <IconX size={18} stroke={1.8} />
          </button>
        </div>
        <WatchSection {...found} />
      </div>
    </ModalDialog>
  )
}
