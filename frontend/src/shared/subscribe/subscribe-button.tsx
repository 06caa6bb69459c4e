import { useState } from 'react'
import type { ChangesSearch } from '../search/search-parameters.js'
import { IconRss } from '../ui/icons.js'
import { lazyPart } from '../ui/lazy-part.js'
import { OptionalPart } from '../ui/optional-part.js'
import classes from './subscribe-button.module.css'

const SubscribeDialog = lazyPart(async () => (await import('./subscribe-dialog.js')).SubscribeDialog)

interface SubscribeButtonProps {
  /** The changes to subscribe to, as the API filters them. */
  filter: ChangesSearch
  /** What they are changes of, after `Subscribe to`: `GPT-4o`, `your favourites`. */
  what: string
  /** Suggested name of a watch; absent: `what`. */
  watchName?: string | undefined
  /** Said in the dialog, such as what does not fit. */
  note?: string
  className?: string | undefined
}

/** Opens a dialog with the addresses of the feeds. */
export function SubscribeButton({ filter, what, watchName, note, className = classes.button }: SubscribeButtonProps) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={className}
        aria-haspopup="dialog"
        title={`Subscribe to ${what}`}
        onClick={() => setIsOpen(true)}
      >
        <IconRss size={15} stroke={1.8} />
        Subscribe
      </button>
      {isOpen && (
        <OptionalPart>
          <SubscribeDialog
            filter={filter}
            what={what}
            watchName={watchName}
            note={note}
            close={() => setIsOpen(false)}
          />
        </OptionalPart>
      )}
    </>
  )
}
