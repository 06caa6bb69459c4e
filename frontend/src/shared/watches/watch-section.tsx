import { filterText } from '@modelkeep/catalog/watches/filter-text'
import { useState } from 'react'
import { CopyButton } from '../ui/copy-button.js'
import { CreateWatchForm } from './create-watch-form.js'
import { curlCommand, modelkeepCommand, type WatchDraft } from './watch-commands.js'
import { WatchFields } from './watch-fields.js'
import type { FoundFilter } from './watch-filter.js'
import classes from './watch-section.module.css'

interface WatchSectionProps extends FoundFilter {
  /** Suggested name of the watch. */
  name: string
}

/** Two commands that create a watch for a filter, and a form that does. */
export function WatchSection({ filter, note, name }: WatchSectionProps) {
  const [draft, setDraft] = useState<WatchDraft>(() => ({
    name: nameOf(name),
    type: 'webhook',
    target: '',
    grouping: 'each',
  }))
  const { origin } = window.location
  return (
    <section aria-label="Watch">
      <p className={classes.text}>
        A watch notifies a webhook, a chat or a mailbox. This one is about: {filterText(filter)}. Creating it needs the
        admin token of this service.
      </p>
      {note !== null && <p className={classes.text}>{note}</p>}
      <WatchFields draft={draft} change={(part) => setDraft({ ...draft, ...part })} />
      <CreateWatchForm draft={draft} filter={filter} />
      <Command what="curl command" title="With curl" text={curlCommand(draft, filter, origin)} />
      <Command
        what="modelkeep command"
        title="On the command line of Modelkeep"
        text={modelkeepCommand(draft, filter, origin)}
      />
    </section>
  )
}

function Command({ title, what, text }: { title: string; what: string; text: string }) {
  return (
    <figure className={classes.command}>
      <figcaption>
        {title}
        <CopyButton text={text} what={what} label="Copy" />
      </figcaption>
      <pre>{text}</pre>
    </figure>
  )
}

function nameOf(text: string): string {
  return (text.charAt(0).toUpperCase() + text.slice(1)).slice(0, 100)
}
