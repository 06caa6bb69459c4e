/** Pages of a result: at most 100 entries, 20 unless the agent asks for more, and a cursor for the next ones. */
import { optional, wholeNumber } from '@modelkeep/catalog/query/parameter-types'
import { parseParameters, QueryError } from '@modelkeep/catalog/query/query-error'
import * as z from 'zod'
import type { Parameters } from './route-api.js'

export interface Page {
  /** Entries before this page. */
  readonly offset: number
  readonly limit: number
}

const defaultLimit = 20
const maxLimit = 100

/** Arguments of a tool with pages. */
export const pageShape = {
  limit: optional(
    wholeNumber(1, maxLimit, { description: `Results on a page. Default: ${defaultLimit}.`, example: defaultLimit }),
  ),
  cursor: z.string().max(8_192).optional().meta({
    description: 'The `next_cursor` of the previous result, for the next page. The other arguments are part of it.',
  }),
}

/**
 * Validates arguments by `input`, replaces a cursor by the parameters that it stands for, and adds the default limit.
 * @throws QueryError
 */
export function withPage(input: z.ZodObject, { cursor, ...own }: Parameters): Parameters {
  const isArgument = (name: string): boolean => name !== 'cursor' && Object.hasOwn(input.shape, name)
  const parameters = { ...own, ...(cursor !== undefined && readCursor(cursor, isArgument)) }
  const fromCursor = Object.entries(parameters).filter(([name]) => isArgument(name))
  parseParameters(input, { ...own, ...Object.fromEntries(fromCursor) })
  return { limit: String(defaultLimit), ...parameters }
}

export function pageOf({ limit, offset = '0' }: Parameters): Page {
  return { limit: Number(limit ?? defaultLimit), offset: /^\d{1,9}$/.test(offset) ? Number(offset) : 0 }
}

/** The cursor of the page after `page` of a result that has `total` entries; null: there is none. */
export function cursorAfter({ offset, limit }: Page, total: number, parameters: Parameters): string | null {
  if (total <= offset + limit) return null
  return cursorOf(new URLSearchParams({ ...parameters, offset: `${offset + limit}`, limit: `${limit}` }).toString())
}

/** The cursor of the page at a path of the API, such as `links.next`. */
export function cursorOfPath(path: string | null): string | null {
  return path === null ? null : cursorOf(path.slice(path.indexOf('?') + 1))
}

function cursorOf(query: string): string {
  return Buffer.from(query).toString('base64url')
}

/** What a cursor holds that is no argument: the position. */
const POSITIONS = ['offset', 'cursor']

/** The parameters that a cursor stands for. The route validates their values. @throws QueryError */
function readCursor(cursor: string, isArgument: (name: string) => boolean): Parameters {
  const query = Buffer.from(cursor, 'base64url').toString('utf8')
  const parameters = Object.fromEntries(new URLSearchParams(query))
  const isKnown = Object.keys(parameters).every((name) => isArgument(name) || POSITIONS.includes(name))
  if (cursorOf(query) !== cursor || !query.includes('=') || !isKnown)
    throw new QueryError('cursor', 'is not a cursor of this tool; pass the next_cursor of the previous result')
  return parameters
}
