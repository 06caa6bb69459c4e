import type { Delivery, Watch } from '@modelkeep/catalog/contract/watches'
import { adminProblem } from '../../shared/api/use-admin-token.js'
import { clockTime } from '../../shared/ui/ages.js'
import { IconCircleCheck, IconCircleX, IconClockHour4 } from '../../shared/ui/icons.js'
import classes from './status.module.css'
import { responseText, useDeliveries } from './use-watches.js'

const states = {
  delivered: { icon: IconCircleCheck, word: 'Delivered', tone: 'good' },
  pending: { icon: IconClockHour4, word: 'Pending', tone: 'idle' },
  failed: { icon: IconCircleX, word: 'Given up', tone: 'bad' },
} as const
const shownCount = 10

/** The newest messages of a watch. */
export function DeliveryList({ watch, token, now }: { watch: Watch; token: string; now: number }) {
  const { data, error } = useDeliveries(watch.id, token)
  if (error !== null && data === undefined) return <p className={classes.problem}>{adminProblem(error)}</p>
  if (data === undefined) return <p className={classes.quiet}>Loading…</p>
  if (data.data.length === 0) return <p className={classes.quiet}>None in the last 30 days.</p>
  const left = data.data.length - shownCount
  return (
    <>
      <ul>
        {blockingFirst(data.data)
          .slice(0, shownCount)
          .map((delivery, position) => (
            <DeliveryItem key={delivery.id ?? position} delivery={delivery} state={watch.state} now={now} />
          ))}
      </ul>
      {left > 0 && (
        <p className={classes.quiet}>
          <code>modelkeep watch deliveries {watch.id}</code> lists more.
        </p>
      )}
    </>
  )
}

/** Messages that failed and are tried again come first: the others wait for them. */
function blockingFirst(deliveries: readonly Delivery[]): Delivery[] {
  const isBlocking = ({ state, attempts }: Delivery): boolean => state === 'pending' && attempts.length > 0
  return deliveries.toSorted((a, b) => Number(isBlocking(b)) - Number(isBlocking(a)))
}

function DeliveryItem({ delivery, state, now }: { delivery: Delivery; state: Watch['state']; now: number }) {
  const { text, items, attempts, created_at: createdAt } = delivery
  const { icon: Icon, word, tone } = states[delivery.state]
  const last = attempts.at(-1)
  const facts = [
    clockTime(Date.parse(createdAt), now),
    ...(attempts.length === 0 ? [] : [`${attempts.length} ${attempts.length === 1 ? 'attempt' : 'attempts'}`]),
    ...(last === undefined ? [] : [`last response: ${responseText(last) || 'none'}`]),
    ...nextAttempt(delivery, state, now),
  ]
  return (
    <li>
      <span className={classes.state} data-tone={tone}>
        <Icon size={16} />
        {word}
      </span>
      <div>
        {text}
        {items > 1 && ` (and ${items - 1} more)`}
        <p className={classes.quiet}>{facts.join('; ')}</p>
      </div>
    </li>
  )
}

function nextAttempt({ next_attempt_at: next }: Delivery, state: Watch['state'], now: number): string[] {
  if (next === null) return []
  if (state !== 'active') return ['sent when the watch is resumed']
  const time = Date.parse(next)
  return [time > now ? `next attempt at ${clockTime(time, now)}` : 'sent after earlier ones']
}
