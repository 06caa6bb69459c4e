import { IconChevronDown } from '../../../shared/ui/icons.js'
import { type ReactNode, useId } from 'react'
import classes from './filter-panel.module.css'

/** A collapsible group of filters. `note`: their unit. */
export function FilterSection({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  const id = useId()
  return (
    <details className={classes.section} open>
      <summary>
        <h3 id={id}>{title}</h3>
        <IconChevronDown size={15} />
      </summary>
      <div role="group" aria-labelledby={id} className={classes.body}>
        {note !== undefined && <p className={classes.note}>{note}</p>}
        {children}
      </div>
    </details>
  )
}
