import type { Model } from '@modelkeep/catalog/model/model'
import { useState } from 'react'
import { CopyButton } from '../../../shared/ui/copy-button.js'
import { otherFields } from './other-fields.js'
import classes from './raw-json.module.css'
import { Facts, Section } from '../section.js'

/** Fields that the page does not know, as JSON. */
export function OtherFields({ model }: { model: Model }) {
  const fields = otherFields(model)
  if (fields.length === 0) return null
  return (
    <Section title="Other fields">
      <Facts of={fields.map(({ path, text }) => [path, <code key={path}>{text}</code>] as const)} />
    </Section>
  )
}

/** The payload of the model, rendered on demand. */
export function RawJson({ model }: { model: Model }) {
  const [isOpen, setIsOpen] = useState(false)
  const text = JSON.stringify(model, null, 2)
  return (
    <Section title="Raw JSON" aside={<CopyButton text={text} what="the JSON of this model" label="Copy" />}>
      <details className={classes.raw} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary>{isOpen ? 'Hide' : 'Show'} JSON</summary>
        {isOpen && (
          // A scrollable region must be reachable by keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <pre tabIndex={0} aria-label="JSON of this model">
            <code>{text}</code>
          </pre>
        )}
      </details>
    </Section>
  )
}
