import type { ModelHistory, ModelVersion } from '@modelkeep/catalog/contract/model-history'

type Seen = Pick<ModelHistory, 'present' | 'first_seen' | 'last_seen' | 'gaps'>

/** Since when a model is known, when it was last there, and when it was not. @param day words for a time of RFC 3339 */
export function seenSentences(
  { present, first_seen: first, last_seen: last, gaps }: Seen,
  day: (time: string) => string,
): string[] {
  if (first === null) return ['No sync has seen this model yet.']
  const closed = gaps.flatMap(({ from, to }) =>
    to === null ? [] : [day(from) === day(to) ? `for some time on ${day(from)}` : `from ${day(from)} to ${day(to)}`],
  )
  return [
    `First seen on ${day(first)}.`,
    ...(closed.length > 0 ? [`Missing ${closed.join(', ')}.`] : []),
    present
      ? 'It is in the catalogue now.'
      : `Last seen ${last === null ? '' : `on ${day(last)}`}; it is no longer in the catalogue.`,
  ]
}

/** The versions that tell something, in their order, and how many others there were after the first. */
export function versionsWithNews(versions: readonly ModelVersion[]): { told: ModelVersion[]; quiet: number } {
  const told = versions.filter(({ changes }) => changes.length > 0)
  const first = versions.at(-1)
  return { told, quiet: versions.filter((one) => one.changes.length === 0 && one !== first).length }
}
