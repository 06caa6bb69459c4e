import type { Delivery, Watch } from '@modelkeep/catalog/contract/watches'
import { filterText } from '@modelkeep/catalog/watches/filter-text'
import { shortTime } from '../short-time.js'
import { table, type Cell, type Column } from '../table.js'
import { plainText, type Style, type Terminal } from '../terminal.js'
import { titleOf } from './find-watch.js'

const watchColumns: Column[] = [
  { title: 'ID', align: 'right' },
  { title: 'NAME', shrinks: true },
  { title: 'STATE' },
  { title: 'DESTINATION', shrinks: true },
  { title: 'FILTER', shrinks: true },
  { title: 'PENDING', align: 'right' },
  { title: 'LAST DELIVERED' },
]
const deliveryColumns: Column[] = [
  { title: 'ID' },
  { title: 'TIME' },
  { title: 'TEXT', shrinks: true },
  { title: 'STATE' },
  { title: 'ATTEMPTS', align: 'right' },
  { title: 'LAST RESPONSE', shrinks: true },
  { title: 'NEXT ATTEMPT' },
]
const styles: Readonly<Record<Watch['state'] | Delivery['state'], Style>> = {
  active: 'green',
  delivered: 'green',
  pending: 'yellow',
  paused: 'yellow',
  disabled: 'red',
  failed: 'red',
}
/** Of a message's id, as tables show it. */
export const shortIdLength = 8

/** With the reason of each watch that was stopped, which no column is wide enough for. */
export function watchTable(watches: readonly Watch[], terminal: Terminal): string {
  const reasons = watches.flatMap((watch) =>
    watch.state_reason === null ? [] : [plainText(`${titleOf(watch)} is ${watch.state}: ${watch.state_reason}`)],
  )
  return [table(watchColumns, watches.map(watchRow), terminal), ...(reasons.length > 0 ? ['', ...reasons] : [])].join(
    '\n',
  )
}

/** `now` in Unix milliseconds. */
export function deliveryTable(
  deliveries: readonly Delivery[],
  { state }: Pick<Watch, 'state'>,
  { terminal, now }: { terminal: Terminal; now: number },
): string {
  const rows = deliveries.map((delivery) => deliveryRow(delivery, nextText(delivery, state, now)))
  return table(deliveryColumns, rows, terminal)
}

/** Several lines, without a final line end. */
export function watchText(watch: Watch): string {
  const { destination, milestones, state, grouping } = watch
  return [
    `${titleOf(watch)} is ${state}`,
    `  destination  ${destination.type} ${destination.target}`,
    `  filter       ${filterText(watch.filter)}`,
    `  milestones   ${milestones.length === 0 ? 'none' : `${milestones.join(', ')} days before the expiry of a model`}`,
    `  messages     ${grouping === 'each' ? 'one per change' : `${grouping} digest`}`,
  ]
    .map(plainText)
    .join('\n')
}

function watchRow({ id, name, state, destination, pending, ...watch }: Watch): Cell[] {
  return [
    { text: String(id) },
    { text: name },
    { text: state, style: styles[state] },
    { text: `${destination.type} ${destination.target}` },
    { text: `${filterText(watch.filter)}${watch.grouping === 'each' ? '' : `; ${watch.grouping} digest`}` },
    { text: String(pending) },
    { text: watch.last_delivered_at === null ? 'never' : shortTime(watch.last_delivered_at) },
  ]
}

function deliveryRow({ id, text, items, state, attempts, created_at: time }: Delivery, next: string): Cell[] {
  const last = attempts.at(-1)
  return [
    { text: id?.slice(0, shortIdLength) ?? '' },
    { text: shortTime(time) },
    { text: items > 1 ? `${text} (and ${items - 1} more)` : text },
    { text: state, style: styles[state] },
    { text: String(attempts.length) },
    { text: last === undefined ? '' : responseText(last) },
    { text: next },
  ]
}

function nextText({ next_attempt_at: next }: Delivery, state: Watch['state'], now: number): string {
  if (next === null) return ''
  if (state !== 'active') return 'when resumed'
  return Date.parse(next) > now ? shortTime(next) : 'after earlier ones'
}

/** Such as `500 Internal Server Error`; only the detail if there was no response. */
export function responseText({ status, detail }: { status: number | null; detail: string }): string {
  return [status, detail].filter((part) => part !== null && part !== '').join(' ')
}
