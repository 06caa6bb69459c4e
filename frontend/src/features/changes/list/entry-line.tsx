import { changeText } from '@modelkeep/catalog/changes/change-text'
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import {
  IconCalendarX,
  IconCoin,
  IconPencil,
  IconPlus,
  IconRefresh,
  IconRepeat,
  IconRuler2,
  IconSchema,
  IconSparkles,
  IconTrash,
} from '../../../shared/ui/icons.js'
import { fullTime, localTime } from '../../../shared/ui/local-time.js'
import type { ChangeEntry } from './change-entries.js'
import classes from './entry-line.module.css'
import { PercentMark } from './percent-mark.js'
import { priceMove } from './price-move.js'

const icons = {
  model_added: [IconPlus, 'Added'],
  model_removed: [IconTrash, 'Removed'],
  model_returned: [IconRefresh, 'Returned'],
  price_changed: [IconCoin, 'Price'],
  context_changed: [IconRuler2, 'Context'],
  capability_changed: [IconSparkles, 'Capability'],
  deprecation_announced: [IconCalendarX, 'Expiry'],
  renamed: [IconPencil, 'Name'],
  schema_changed: [IconSchema, 'Schema change'],
} as const

/** What one sync changed on one model. */
export const EntryLine = memo(function EntryLine({ entry: { changes, observedAt } }: { entry: ChangeEntry }) {
  const [{ kind, flapping }] = changes
  const [Icon] = flapping === null ? icons[kind] : [IconRepeat]
  const labels = [...new Set(changes.map(labelOf))].join(', ')
  return (
    <li className={classes.line} data-kind={kind}>
      <span className={classes.icon} title={labels}>
        <Icon size={16} stroke={1.8} />
        <span className="visually-hidden">{labels}: </span>
      </span>
      <div className={classes.words}>
        <ModelName change={changes[0]} />{' '}
        {changes.map((change, at) => (
          <Part key={change.seq} change={change} next={changes[at + 1]} />
        ))}
      </div>
      <time className={classes.time} dateTime={observedAt} title={fullTime(observedAt)}>
        {localTime(observedAt)}
      </time>
    </li>
  )
})

function labelOf({ kind, flapping }: ListedChange): string {
  return flapping === null ? icons[kind][1] : 'Flapping'
}

function ModelName({ change: { model_id: id, name } }: { change: ListedChange }) {
  if (id === null) return <strong>All models:</strong>
  return (
    <Link to="/models/$" params={{ _splat: id }} className={classes.model} title={id} preload={false}>
      {name?.trim() || id}
    </Link>
  )
}

/** One change of an entry. The unit is shown once for several prices with the same. */
function Part({ change, next }: { change: ListedChange; next: ListedChange | undefined }) {
  const { flapping, scheduled } = change
  const move = priceMove(change)
  const hasUnit = next === undefined || priceMove(next)?.unit !== move?.unit
  return (
    <span className={classes.part}>
      {move === null ? (
        changeText(change)
      ) : (
        <>
          <span className={classes.price}>{move.name}</span> {move.text}{' '}
          <PercentMark change={{ ...change, percent: move.percent }} /> {hasUnit && move.unit}
        </>
      )}
      {flapping !== null && (
        <span className={classes.mark} title={`Since ${fullTime(flapping.since)}`}>
          {flapping.times} times
        </span>
      )}
      {scheduled && <span className={classes.mark}>scheduled</span>}
    </span>
  )
}
