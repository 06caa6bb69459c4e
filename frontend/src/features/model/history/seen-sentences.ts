import type { ModelHistory, ModelVersion } from '@modelkeep/catalog/contract/model-history'

type Seen = Pick<ModelHistory, 'present' | 'first_seen' | 'last_seen' | 'gaps'>

/** When a model was first and last seen, and its gaps. @param day formats an RFC 3339 time */
export function seenSentences(
  { present, first_seen: first, last_seen: last, gaps }: Seen,
  day: (time: string) => string,
): string[] {
  if (first === null) return ['Not seen by any sync yet.']
  const closed = gaps.flatMap(({ from, to }) =>
    to === null ? [] : [day(from) === day(to) ? `on ${day(from)}` : `from ${day(from)} to ${day(to)}`],
  )
  return [
    `First seen on ${day(first)}.`,
    ...(closed.length > 0 ? [`Missing ${closed.join(', ')}.`] : []),
    present
      ? 'Currently in the catalogue.'
      : `Last seen${last === null ? '' : ` on ${day(last)}`}; no longer in the catalogue.`,
  ]
}

/** The versions with changes, in order, and the number of others after the first. */
export function versionsWithChanges(versions: readonly ModelVersion[]): {
  changed: ModelVersion[]
  otherCount: number
} {
  const changed = versions.filter(({ changes }) => changes.length > 0)
  const first = versions.at(-1)
  return { changed, otherCount: versions.filter((one) => one.changes.length === 0 && one !== first).length }
}
