import { serialiseChangeFilter, type ChangeFilter } from '@modelkeep/catalog/changes/change-filter'
import { parseParameters } from '@modelkeep/catalog/query/query-error'
import type { Router } from 'express'
import { listChanges } from '../../history/changes/list-changes.js'
import { changesPageSchema, writeCursor } from '../../history/changes/page-cursor.js'
import { urlOf, type HttpContext } from '../context.js'
import { answerFromHistory } from '../bodies/history.js'
import { getOnly } from '../methods.js'
import { parseQueryString } from '../query-string.js'
import { readHistory } from '../read-history.js'

/** What changed, newest first. */
export function changeRoutes(router: Router, ctx: HttpContext): void {
  getOnly(router, ctx, '/api/changes', (req, res) => {
    const { limit = 100, cursor, ...filter } = parseParameters(changesPageSchema, parseQueryString(urlOf(req)))
    return answerFromHistory(ctx, req, res, () =>
      readHistory(ctx, async (tx) => {
        const { changes, next } = await listChanges(tx, filter, { limit, after: cursor })
        return { data: changes, links: { next: next && nextPage(filter, limit, writeCursor(next)) } }
      }),
    )
  })
}

function nextPage(filter: ChangeFilter, limit: number, cursor: string): string {
  return `/api/changes?${[serialiseChangeFilter(filter), `limit=${limit}`, `cursor=${cursor}`].filter((part) => part !== '').join('&')}`
}
