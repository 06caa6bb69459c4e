import { plural } from '../filters/active-filters.js'
import classes from './results.module.css'
import { maxPrinted } from './use-window-list.js'

/** On paper only: how many models of a very long list are missing. */
export function NotPrinted({ count }: { count: number }) {
  if (count <= maxPrinted) return null
  return (
    <p className={classes.notPrinted}>
      {plural(count - maxPrinted, 'more model')} not printed. Filter the list to see them.
    </p>
  )
}
