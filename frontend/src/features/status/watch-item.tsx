import type { Watch } from '@modelkeep/catalog/contract/watches'
import { filterText } from '@modelkeep/catalog/watches/filter-text'
import { useState } from 'react'
import { clockTime } from '../../shared/ui/ages.js'
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '../../shared/ui/icons.js'
import { DeliveryList } from './delivery-list.js'
import classes from './status.module.css'
import { useWatchActions } from './use-watches.js'

const states = {
  active: { icon: IconCircleCheck, word: 'Active', tone: 'good' },
  paused: { icon: IconAlertTriangle, word: 'Paused', tone: 'warn' },
  disabled: { icon: IconCircleX, word: 'Disabled', tone: 'bad' },
} as const

/** A watch with its actions. Its newest messages are listed at once if it has trouble, otherwise on request. */
export function WatchItem({ watch, token, now }: { watch: Watch; token: string; now: number }) {
  const { name, state, state_reason: reason, destination, filter, grouping } = watch
  const { icon: Icon, word, tone } = states[state]
  const [isOpen, setIsOpen] = useState(watch.failures > 0 || state === 'disabled' || reason !== null)
  return (
    <li>
      <div>
        <div className={classes.watchName}>
          <strong>{name}</strong>
          <span className={classes.state} data-tone={tone}>
            <Icon size={16} />
            {word}
          </span>
        </div>
        {reason !== null && <p>{reason}</p>}
        <p className={classes.quiet}>
          {filterText(filter)}
          {grouping !== 'each' && `; ${grouping} digest`}, to {destination.type} {destination.target}
        </p>
        <p className={classes.quiet}>{figuresOf(watch, now)}</p>
      </div>
      <WatchActions watch={watch} token={token} />
      <details
        className={classes.deliveries}
        open={isOpen}
        onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}
      >
        <summary>Newest messages</summary>
        {isOpen && <DeliveryList watch={watch} token={token} now={now} />}
      </details>
    </li>
  )
}

function WatchActions({ watch, token }: { watch: Watch; token: string }) {
  const { result, isBusy, test, setState } = useWatchActions(watch, token)
  const isActive = watch.state === 'active'
  return (
    <div className={classes.watchActions}>
      <div className={classes.actions}>
        <button
          type="button"
          className={classes.button}
          disabled={isBusy}
          onClick={test}
          aria-label={`Test ${watch.name}`}
        >
          Test
        </button>
        <button
          type="button"
          className={classes.button}
          disabled={isBusy}
          onClick={() => setState(isActive ? 'paused' : 'active')}
          aria-label={`${isActive ? 'Pause' : 'Resume'} ${watch.name}`}
        >
          {isActive ? 'Pause' : 'Resume'}
        </button>
        {watch.source === 'file' && <span className={classes.quiet}>From WATCHES_FILE</span>}
      </div>
      <p role="status" className={classes.result} data-bad={result?.isBad || undefined}>
        {result?.text}
      </p>
    </div>
  )
}

function figuresOf({ pending, failures, last_delivered_at: last }: Watch, now: number): string {
  return [
    last === null ? 'Nothing delivered yet' : `Last delivered at ${clockTime(Date.parse(last), now)}`,
    ...(pending === 0 ? [] : [`${pending.toLocaleString('en-US')} pending`]),
    ...(failures === 0 ? [] : [`${failures} failed ${failures === 1 ? 'attempt' : 'attempts'} in a row`]),
  ].join('; ')
}
