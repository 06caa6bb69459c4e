import type { Model } from '@modelkeep/catalog/model/model'
import { splitName } from '@modelkeep/catalog/model/model-name'
import { IconX } from '../../../shared/ui/icons.js'
import { Link } from '@tanstack/react-router'
import { type IdSet, maxCompared } from '../../../shared/hooks/preferences.js'
import classes from './tray.module.css'

interface TrayProps {
  selection: IdSet
  byId: ReadonlyMap<string, Model>
  /** The last selection did not fit. */
  isRefused: boolean
}

/** The models selected for comparison, always visible. */
export function Tray({ selection: { ids, toggle, clear }, byId, isRefused }: TrayProps) {
  if (ids.length === 0) return null
  const isFull = ids.length >= maxCompared
  return (
    <section className={classes.tray} aria-label="Selected for comparison">
      <ul className={classes.chips}>
        {ids.map((id) => {
          const name = byId.get(id)?.name.trim() ?? id
          return (
            <li key={id} className={classes.chip} title={name}>
              <span>{splitName(name).own}</span>
              <button type="button" onClick={() => toggle(id)} aria-label={`Remove ${name} from the comparison`}>
                <IconX size={14} />
              </button>
            </li>
          )
        })}
      </ul>
      <p className={classes.note} data-refused={(isRefused && isFull) || undefined}>
        {ids.length === 1 ? 'Select one more' : isFull ? `Limit of ${maxCompared}` : `${ids.length} of ${maxCompared}`}
      </p>
      <button type="button" className={classes.clear} onClick={clear}>
        Clear
      </button>
      <Link to="/compare" search={{ ids: ids.join(',') }} className={classes.compare}>
        Compare<span className="visually-hidden"> {ids.length} models</span>
      </Link>
    </section>
  )
}
