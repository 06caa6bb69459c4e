// The commands that create a watch, for a POSIX shell.
import type { NewWatch, WatchFilter } from '@modelkeep/catalog/contract/watches'

export type DestinationType = NewWatch['destination']['type']

/** A watch as it is entered. */
export interface WatchDraft {
  name: string
  type: DestinationType
  /** A URL or an address; empty: not entered yet. */
  target: string
  grouping: NewWatch['grouping']
}

export const destinations: readonly { type: DestinationType; label: string; example: string }[] = [
  { type: 'webhook', label: 'Webhook', example: 'https://hooks.example.com/modelkeep' },
  { type: 'slack', label: 'Slack', example: 'https://hooks.slack.com/services/T0/B0/XXXX' },
  { type: 'discord', label: 'Discord', example: 'https://discord.com/api/webhooks/0/XXXX' },
  { type: 'ntfy', label: 'ntfy', example: 'https://ntfy.sh/my-topic' },
  { type: 'email', label: 'E-mail', example: 'team@example.com' },
]

export function exampleOf(type: DestinationType): string {
  return destinations.find((one) => one.type === type)?.example ?? ''
}

/** The body of `POST /api/watches`. */
export function watchBody({ name, type, target, grouping }: WatchDraft, filter: WatchFilter): NewWatch {
  const address = target.trim()
  return {
    name: name.trim(),
    filter,
    grouping,
    destination: type === 'email' ? { type, to: address } : { type, url: address },
  }
}

/** A destination that is not entered is an example. `origin`: of the service. */
export function curlCommand(draft: WatchDraft, filter: WatchFilter, origin: string): string {
  const body = watchBody({ ...draft, target: draft.target.trim() || exampleOf(draft.type) }, filter)
  return [
    `curl -X POST ${quoted(`${origin}/api/watches`)}`,
    '-H "Authorization: Bearer $ADMIN_TOKEN" -H \'Content-Type: application/json\'',
    `-d ${quoted(JSON.stringify(body))}`,
  ].join(' \\\n  ')
}

/** The URLs of Slack and Discord are secrets, so they come from the environment unless they are entered. */
export function modelkeepCommand(draft: WatchDraft, filter: WatchFilter, origin: string): string {
  const { name, type, grouping } = draft
  const isSecret = type === 'slack' || type === 'discord'
  const target = draft.target.trim() || (isSecret ? `env:${type.toUpperCase()}_URL` : exampleOf(type))
  return [
    `modelkeep watch add ${quoted(name.trim())} --url ${quoted(origin)}`,
    [`--${type} ${quoted(target)}`, ...(grouping === 'each' ? [] : [`--digest ${grouping}`])].join(' '),
    ...filterOptions(filter),
  ].join(' \\\n  ')
}

function filterOptions({ kind, model, author, min_percent: minPercent, direction, query }: WatchFilter): string[] {
  const lists = { kind, model, author }
  return [
    ...Object.entries(lists).flatMap(([name, ids]) =>
      ids === undefined ? [] : [`--${name} ${quoted([ids].flat().join(','))}`],
    ),
    ...(minPercent === undefined ? [] : [`--min-percent ${minPercent}`]),
    ...(direction === undefined ? [] : [`--direction ${direction}`]),
    ...(query === undefined ? [] : [`--query ${quoted(query)}`]),
  ]
}

function quoted(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
