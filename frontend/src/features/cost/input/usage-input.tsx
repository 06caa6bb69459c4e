import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import { IconFile, IconSparkles } from '../../../shared/ui/icons.js'
import classes from '../cost.module.css'
import type { UsageSource } from '../pricing/usage-source.js'
import { exampleUsage } from './example.js'
import styles from './usage-input.module.css'

interface UsageInputProps {
  /** null while there is no catalogue. */
  view: CatalogueView | null
  /** The text that was priced last, which is shown again. */
  pasted: string
  keepPasted: (text: string) => void
  start: (source: UsageSource) => void
  take: (files: readonly File[]) => void
}

/** Takes usage as pasted text or as a file, and explains what it may be. */
export function UsageInput({ view, pasted, keepPasted, start, take }: UsageInputProps) {
  const id = useId()
  const text = useRef<HTMLTextAreaElement>(null)
  const [isEmpty, setIsEmpty] = useState(false)
  const price = (): void => {
    const usage = text.current?.value ?? ''
    const isBlank = usage.trim() === ''
    keepPasted(usage)
    setIsEmpty(isBlank)
    if (isBlank) text.current?.focus()
    else start({ name: 'Pasted text', content: new Blob([usage]) })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) price()
  }
  return (
    <>
      <p className={classes.lead}>
        What your calls cost, each at the prices of its time, and what they would have cost with other models.
      </p>
      <div className={styles.input}>
        <label htmlFor={id}>Paste usage, or drop a file here</label>
        <textarea
          ref={text}
          id={id}
          rows={9}
          defaultValue={pasted}
          spellCheck={false}
          autoCapitalize="off"
          placeholder="CSV, JSON or NDJSON"
          aria-invalid={isEmpty || undefined}
          aria-describedby={`${id}-hint`}
          onKeyDown={onKeyDown}
        />
        <p id={`${id}-hint`} className={styles.hint} data-wrong={isEmpty || undefined}>
          {isEmpty
            ? 'There is nothing to price: paste some rows, or choose a file.'
            : 'This service prices the rows and stores nothing. The usage is not part of the link.'}
        </p>
        <div className={classes.actions}>
          <button type="button" data-is="primary" onClick={price}>
            Price usage
          </button>
          <FileButton take={take} />
        </div>
      </div>
      {view !== null && view.models.length > 0 && <Example view={view} start={start} />}
    </>
  )
}

export function FileButton({ take }: Pick<UsageInputProps, 'take'>) {
  return (
    <label className={styles.file}>
      <IconFile size={16} />
      <span>Choose a file</span>
      <input
        type="file"
        accept=".csv,.tsv,.json,.jsonl,.ndjson,.txt,text/csv,application/json,application/x-ndjson"
        onChange={({ currentTarget }) => {
          take([...(currentTarget.files ?? [])])
          // So that the same file can be chosen again.
          currentTarget.value = ''
        }}
      />
    </label>
  )
}

function Example({ view, start }: { view: CatalogueView; start: (source: UsageSource) => void }) {
  const [now] = useState(() => Date.now())
  const example = useMemo(() => exampleUsage(view.models, now), [view, now])
  return (
    <section aria-labelledby="example" className={styles.example}>
      <h2 id="example">What a file looks like</h2>
      <p>
        One row per call, or per day and model: a model, a time and counts of tokens. Columns are found by their names,
        as in the exports of OpenRouter, OpenAI, Anthropic, Langfuse, LiteLLM and Helicone; in JSON, rows may be logged
        responses with their usage object. A row that cannot be priced is listed with the reason, and is never counted
        as free.
      </p>
      {/* A scrollable region must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre role="region" aria-label="Example" tabIndex={0}>
        {example}
      </pre>
      <div className={classes.actions}>
        <button type="button" onClick={() => start({ name: 'Example', content: new Blob([example]) })}>
          <IconSparkles size={16} />
          Try an example
        </button>
      </div>
    </section>
  )
}
