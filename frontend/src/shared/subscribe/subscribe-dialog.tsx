import { useId } from 'react'
import type { ChangesSearch } from '../search/search-parameters.js'
import { CopyButton } from '../ui/copy-button.js'
import { IconX } from '../ui/icons.js'
import { ModalDialog } from '../ui/modal-dialog.js'
import { filterOfChanges } from '../watches/watch-filter.js'
import { WatchSection } from '../watches/watch-section.js'
import classes from './subscribe-dialog.module.css'
import { feedUrl, streamUrl } from './subscription-urls.js'

interface SubscribeDialogProps {
  filter: ChangesSearch
  what: string
  /** Suggested name of a watch; absent: `what`. */
  watchName?: string | undefined
  note?: string | undefined
  close: () => void
}

/** The addresses at which programs get the changes that match a filter, and a watch that sends them. */
export function SubscribeDialog({ filter, what, watchName = what, note, close }: SubscribeDialogProps) {
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
          <h2 id={id}>Subscribe to {what}</h2>
          <button type="button" className={classes.close} onClick={close} aria-label="Close" title="Close (Esc)">
            <IconX size={18} stroke={1.8} />
          </button>
        </div>
        <p className={classes.text}>Add one of these addresses to your feed reader. It shows every new change.</p>
        <Address name="Atom" path={feedUrl(filter, 'atom')} />
        <Address name="JSON Feed" path={feedUrl(filter, 'json')} />
        {note !== undefined && <p className={classes.text}>{note}</p>}
        <h3>For developers</h3>
        <p className={classes.text}>
          Server-sent events: each change as it happens, as an event named <code>change</code>.
        </p>
        <Address name="Event stream" path={streamUrl(filter)} />
        <h3>Watch</h3>
        <WatchSection {...filterOfChanges(filter)} name={watchName} />
      </div>
    </ModalDialog>
  )
}

function Address({ name, path }: { name: string; path: string }) {
  const id = useId()
  const url = new URL(path, window.location.href).href
  return (
    <div className={classes.address}>
      <label htmlFor={id}>{name}</label>
      <input id={id} readOnly value={url} onFocus={({ target }) => target.select()} />
      <CopyButton text={url} what={`the address of ${name}`} label="Copy" className={classes.copy} />
    </div>
  )
}
