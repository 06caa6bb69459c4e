import type { NewWatchRow } from '../../../../src/watches/queries/watch-rows.js'

/** A watch on everything that sends each change to a webhook. */
export function watchRow(name: string, more: Partial<NewWatchRow> = {}): NewWatchRow {
  return {
    name,
    filter: {},
    milestones: [],
    grouping: 'each',
    destination: { type: 'webhook', target: 'https://example.com' },
    secrets: null,
    source: 'api',
    ...more,
  }
}
