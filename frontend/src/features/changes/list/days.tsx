import { useNow } from '../../../shared/hooks/use-now.js'
import { totalsOf, totalsText } from './change-entries.js'
import { dayName, type DayOfChanges } from './change-pages.js'
import classes from '../changes.module.css'
import { EntryLine } from './entry-line.js'

/** Changes under headings that count those of the day. Of the last day, older ones may not be loaded yet. */
export function Days({ days, hasOlder }: { days: readonly DayOfChanges[]; hasOlder: boolean }) {
  const now = useNow(60_000)
  return days.map(({ day, entries }, at) => (
    <section key={day} className={classes.day} aria-labelledby={`day-${day}`}>
      <h2 id={`day-${day}`}>
        {dayName(day, now)}
        <small>
          {hasOlder && at === days.length - 1 ? 'at least ' : ''}
          {totalsText(totalsOf(entries))}
        </small>
      </h2>
      <ol>
        {entries.map((entry) => (
          <EntryLine key={entry.key} entry={entry} />
        ))}
      </ol>
    </section>
  ))
}
