import type { UsageFileReport } from '@modelkeep/catalog/usage-file/usage-file'
import { noteText } from '../../../shared/cost/note-text.js'
import type { CountedText, UsageResult } from '../pricing/usage-result.js'
import { countText } from './cost-text.js'
import classes from './notes.module.css'

interface NotesProps {
  result: UsageResult
  report: UsageFileReport | null
}

const maxShown = 20

/** What was assumed, and how certain the prices are, with the number of rows. */
export function Notes({ result, report }: NotesProps) {
  const notes = [...certaintyNotes(result), ...(report?.assumptions ?? []), ...result.notes]
  if (notes.length === 0) return null
  const shown = notes.slice(0, maxShown)
  return (
    <section aria-labelledby="notes">
      <h2 id="notes">What was assumed</h2>
      <ul className={classes.notes}>
        {shown.map(({ text, rows }) => (
          <li key={text}>
            <span>{noteText(text)}</span>
            <small>{countText(rows, 'row')}</small>
          </li>
        ))}
      </ul>
      {notes.length > shown.length && (
        <p className={classes.more}>{countText(notes.length - shown.length, 'more assumption')}; see the download.</p>
      )}
    </section>
  )
}

function certaintyNotes({ uncertain }: UsageResult): CountedText[] {
  return [
    {
      text: 'Before the first known price of the model: priced by its first known price.',
      rows: uncertain.before_history,
    },
    {
      text: 'The catalogue did not list the model at that time: priced by its last known price.',
      rows: uncertain.after_removal,
    },
  ].filter(({ rows }) => rows > 0)
}
