import { IconChevronDown } from '@tabler/icons-react'
import { type ReactNode, useId } from 'react'
import classes from './filter-panel.module.css'

/** One way to narrow the list, which can be folded away. `note`: the unit of what is in it. */
export function FilterSection({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  const id = useId()
  return (
    <details className={classes.section} open>
      <summary>
        <h3 id={id}>{title}</h3>
        <IconChevronDown size={15} aria-hidden />
      </summary>
      <div role="group" aria-labelledby={id} className={classes.body}>
        {note !== undefined && <p className={classes.note}>{note}</p>}
        {children}
      </div>
    </details>
  )
}
