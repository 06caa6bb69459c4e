import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { changeText } from '@modelkeep/catalog/changes/change-text'
import {
  IconArrowDownRight,
  IconArrowUpRight,
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
} from '../../shared/ui/icons.js'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { localTime, fullTime } from '../../shared/ui/local-time.js'
import { isGoodNews, percentText } from './change-list.js'
import classes from './change-line.module.css'

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

/** One change, in a line. */
export const ChangeLine = memo(function ChangeLine({ change }: { change: ListedChange }) {
  const { kind, model_id: id, name, observed_at: at, flapping, scheduled } = change
  const [Icon, label] = flapping === null ? icons[kind] : ([IconRepeat, 'Flapping'] as const)
  return (
    <li className={classes.line} data-kind={kind}>
      <span className={classes.icon} title={label}>
        <Icon size={16} stroke={1.8} />
        <span className="visually-hidden">{label}: </span>
      </span>
      <p className={classes.words}>
        {id === null ? (
          <strong>All models:</strong>
        ) : (
          <Link to="/models/$" params={{ _splat: id }} className={classes.model} title={id} preload={false}>
            {name?.trim() || id}
          </Link>
        )}{' '}
        {changeText(change)}
        {flapping !== null && (
          <span className={classes.mark} title={`Since ${fullTime(flapping.since)}`}>
            {flapping.times} times
          </span>
        )}
        {scheduled && <span className={classes.mark}>scheduled</span>}
      </p>
      <Percent change={change} />
      <time className={classes.time} dateTime={at} title={fullTime(at)}>
        {localTime(at)}
      </time>
    </li>
  )
})

function Percent({ change }: { change: ListedChange }) {
  const { percent } = change
  const isGood = isGoodNews(change)
  if (percent === null || percent === 0) return <span className={classes.percent} />
  const Arrow = percent < 0 ? IconArrowDownRight : IconArrowUpRight
  return (
    <span className={classes.percent} data-tone={isGood === null ? undefined : isGood ? 'good' : 'bad'}>
      <Arrow size={15} stroke={2} />
      <span className="visually-hidden">{percent < 0 ? ', minus' : ', plus'} </span>
      {percentText(percent)}
    </span>
  )
}
