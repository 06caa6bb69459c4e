import { changeFilterShape } from '@modelkeep/catalog/changes/change-filter'
import { parseParameters } from '@modelkeep/catalog/query/query-error'
import { optional, wholeNumber } from '@modelkeep/catalog/query/parameter-types'
import type { Router } from 'express'
import * as z from 'zod'
import { changeFeed } from '../../history/changes/change-feed.js'
import { listChanges } from '../../history/changes/list-changes.js'
import { readHistory } from '../../history/read-history.js'
import { urlOf, type HttpContext } from '../context.js'
import { answerFromHistory } from '../bodies/history.js'
import { getOnly } from '../methods.js'
import { parseQueryString } from '../query-string.js'

const usualLimit = 100

export const changeFeedSchema = z.strictObject({
  ...changeFilterShape,
  limit: optional(
    wholeNumber(1, 1000, {
      description: `How many changes the feed holds at most. Absent: ${usualLimit}.`,
      example: usualLimit,
    }),
  ),
})

const formats = [
  { format: 'atom', path: '/api/changes.atom', contentType: 'application/atom+xml; charset=utf-8' },
  { format: 'json', path: '/api/changes.json', contentType: 'application/feed+json; charset=utf-8' },
] as const

/** The list of changes for feed readers: Atom (RFC 4287) and JSON Feed 1.1. */
export function changeFeedRoutes(router: Router, ctx: HttpContext): void {
  for (const { format, path, contentType } of formats) {
    getOnly(router, ctx, path, (req, res) => {
      const { limit = usualLimit, ...filter } = parseParameters(changeFeedSchema, parseQueryString(urlOf(req)))
      return answerFromHistory(ctx, req, res, async () => {
        const { value, state, changedAt } = await readHistory(ctx.db, (tx) => listChanges(tx, filter, { limit }))
        const body = changeFeed(value.changes, urlOf(req), format, changedAt)
        return { body, contentType, changedAt, marks: state, settled: false }
      })
    })
  }
}
