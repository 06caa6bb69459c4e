/** Parameters of a list query that need history, or choose a part of the result: they mean nothing for a model that has just appeared. */
export const UNSUITABLE_PARAMETERS: readonly string[] = [
  'as_of',
  'removed',
  'unchanged_days',
  'limit',
  'offset',
  'fields',
  'sort',
  'order',
  'use_rss',
]
