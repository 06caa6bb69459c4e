import { changeFilterShape } from '@modelkeep/catalog/changes/change-filter'
import { optional, wholeNumber } from '@modelkeep/catalog/query/parameter-types'
import * as z from 'zod'
import { changeFeed, type FeedFormat } from '../../../history/changes/change-feed.js'
import { listChanges } from '../../../history/changes/list-changes.js'
import { readCurrentHistory } from '../../bodies/history.js'
import { historyUnavailable } from '../../openapi/errors.js'
import { defineRoute, queryOf, type MediaType, type Route } from '../../route.js'

const defaultLimit = 100

const feedSchema = z.strictObject({
  ...changeFilterShape,
  limit: optional(
    wholeNumber(1, 1000, {
      description: `The maximum number of changes in the feed. Absent: ${defaultLimit}.`,
      example: defaultLimit,
    }),
  ),
})

interface FeedRoute {
  id: string
  format: FeedFormat
  name: string
  mediaType: string
  response: MediaType
}

function feedRoute({ id, format, name, mediaType, response }: FeedRoute): Route {
  return defineRoute({
    method: 'GET',
    path: `/api/changes.${format}`,
    query: queryOf(feedSchema),
    responses: { [mediaType]: response },
    docs: {
      id,
      tag: 'History',
      summary: `Changes as ${name}`,
      description: 'The list of changes for feed readers, newest first, with the same filters. Entry ids are stable.',
      errors: { 503: historyUnavailable },
    },
    access: 'public',
    cache: 'history',
    load: 'work',
    services: ['db'],
    handle: async ({ query: { limit = defaultLimit, ...filter }, url }, services) => {
      const { value, basis } = await readCurrentHistory(services, (tx) => listChanges(tx, filter, { limit }))
      const body = await changeFeed(value.changes, url, format, basis.changedAt)
      return { body, contentType: `${mediaType}; charset=utf-8`, basis }
    },
  })
}

export const changesAsAtom = feedRoute({
  id: 'getChangesAtomFeed',
  format: 'atom',
  name: 'Atom (RFC 4287)',
  mediaType: 'application/atom+xml',
  response: {
    schema: z.string(),
    example: '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">…</feed>',
  },
})

export const changesAsJsonFeed = feedRoute({
  id: 'getChangesJsonFeed',
  format: 'json',
  name: 'JSON Feed',
  mediaType: 'application/feed+json',
  response: {
    schema: z
      .looseObject({ version: z.string(), title: z.string(), items: z.array(z.looseObject({ id: z.string() })) })
      .meta({ id: 'ChangeFeed' }),
    example: { version: 'https://jsonfeed.org/version/1', title: 'AI model changes', items: [] },
  },
})
