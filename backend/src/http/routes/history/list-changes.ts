import { changeListSchema } from '@modelkeep/catalog/contract/changes'
import { serialiseChangeFilter, type ChangeFilter } from '@modelkeep/catalog/changes/change-filter'
import { listChanges as readChanges } from '../../../history/changes/list-changes.js'
import { changesPageSchema, writeCursor } from '../../../history/changes/page-cursor.js'
import { readCurrentHistory } from '../../bodies/history.js'
import { historyUnavailable } from '../../openapi/errors.js'
import { change } from '../../openapi/examples.js'
import { defineRoute, queryOf } from '../../route.js'

export const listChanges = defineRoute({
  method: 'GET',
  path: '/api/changes',
  query: queryOf(changesPageSchema),
  responses: {
    'application/json': {
      schema: changeListSchema,
      example: {
        data: [change],
        links: { next: '/api/changes?limit=1&cursor=MTc4NzQwNzUwMDAwMC4yMDQxNy4yMDQyMA' },
      },
    },
  },
  docs: {
    id: 'listChanges',
    tag: 'History',
    summary: 'List changes, newest first',
    description:
      '`links.next` is the next, older page, with the same parameters; changes added meanwhile appear on none of those pages. A change must match all parameters. They apply to changes as listed: a price that changes back and forth, each time within 24 hours, is one change, at its last move, with `flapping`. Moves that only follow a schedule of time windows are omitted unless `scheduled=true`. Benchmarks never make a change.',
    errors: { 503: historyUnavailable },
  },
  access: 'public',
  cache: 'history',
  load: 'work',
  services: ['db'],
  handle: async ({ query: { limit = 100, cursor, ...filter } }, services) => {
    const { value, basis } = await readCurrentHistory(services, (tx) =>
      readChanges(tx, filter, { limit, after: cursor }),
    )
    const next = value.next && nextPage(filter, limit, writeCursor(value.next))
    return { body: JSON.stringify({ data: value.changes, links: { next } }), basis }
  },
})

function nextPage(filter: ChangeFilter, limit: number, cursor: string): string {
  const parameters = [serialiseChangeFilter(filter), `limit=${limit}`, `cursor=${cursor}`]
  return `/api/changes?${parameters.filter((part) => part !== '').join('&')}`
}
