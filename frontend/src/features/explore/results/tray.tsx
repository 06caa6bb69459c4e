import type { Model } from '@modelkeep/catalog/model/model'
import { IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type IdSet, mostCompared } from '../../../shared/hooks/preferences.js'
import { splitName } from '../../../shared/ui/model-name.js'
import classes from './tray.module.css'

interface TrayProps {
  selection: IdSet
  byId: ReadonlyMap<string, Model>
  /** One more was wanted than can be compared. */
  isRefused: boolean
}

/** The models chosen for a comparison, always in sight. */
export function Tray({ selection: { ids, toggle, clear }, byId, isRefused }: TrayProps) {
  if (ids.length === 0) return null
  const isFull = ids.length >= mostCompared
  return (
    <section className={classes.tray} aria-label="Chosen for comparison">
      <ul className={classes.chips}>
        {ids.map((id) => {
          const name = byId.get(id)?.name.trim() ?? id
          return (
            <li key={id} className={classes.chip} title={name}>
              <span>{splitName(name).own}</span>
              <button type="button" onClick={() => toggle(id)} aria-label={`Take ${name} out of the comparison`}>
                <IconX size={14} aria-hidden />
              </button>
            </li>
          )
        })}
      </ul>
      <p className={classes.note} data-refused={(isRefused && isFull) || undefined}>
        {ids.length === 1 ? 'Choose one more' : isFull ? `${mostCompared} at most` : `${ids.length} of ${mostCompared}`}
      </p>
      <button type="button" className={classes.clear} onClick={clear}>
        Clear
      </button>
      <Link to="/compare" search={{ ids: ids.join(',') } as never} className={classes.compare}>
        Compare<span className="visually-hidden"> {ids.length} models</span>
      </Link>
    </section>
  )
}
