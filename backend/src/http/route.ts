/** What a route is: one value from which router, contract, metric labels, limits and caching are derived. */
import type { IncomingHttpHeaders } from 'node:http'
import { parseParameters } from '@modelkeep/catalog/query/query-error'
import type * as z from 'zod'
import type { Content } from '../catalogue/content.js'
import type { HistoryState } from '../history/history-state.js'
import type { Origin, Snapshot } from '../snapshot/snapshot.js'
import type { CachedResponse } from './response/cached-response.js'
import type { ErrorDocs } from './openapi/errors.js'
import type { ServiceName, Services } from './services.js'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/**
 * `work`: rate-limited by client address, waits in the work queue, and is shed under overload.
 * `light`: rate-limited, never shed, because the response is already in memory or the client would not retry.
 * `scrape`: not rate-limited; waits in the work queue only if one address makes far more such requests than monitoring does.
 * `exempt`: neither rate-limited nor queued.
 */
export type LoadClass = 'work' | 'light' | 'scrape' | 'exempt'

/**
 * How long responses may be cached. `catalogue`: while the snapshot they were computed from is served. `history`: while history says
 * the same; concurrent requests for one URL share one computation. `never`: they are only true now.
 */
export type CachePolicy = 'catalogue' | 'history' | 'never'

/** Query parameters: their schema, for the contract, and how they are parsed. */
export interface QueryParameters<Query> {
  readonly schema: z.ZodObject
  /** @throws QueryError */
  readonly parse: (parameters: Readonly<Record<string, string>>) => Query
}

export interface RequestBody<Body> {
  readonly schema: z.ZodType<Body>
  readonly example: unknown
}

/** A request body that the handler reads itself, because it may be long. Its content is validated by the handler. */
export interface Upload {
  /** Which of the route's media types it has. */
  readonly mediaType: string
  readonly chunks: AsyncIterable<Uint8Array>
}

export interface RouteInput<Query, Body> {
  /** Decoded path parameters. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
  /** Of a route with `uploads`. */
  readonly upload?: Upload
  /** Path and query, as the client sent them. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

/** One media type of a successful response. */
export interface MediaType {
  readonly schema: z.ZodType
  readonly example: unknown
}

export type Tag = 'Models' | 'History' | 'Cost' | 'Documents' | 'Agents' | 'Watches' | 'Administration' | 'Operations'

/** How the contract documents a route. */
export interface RouteDocs {
  /** `operationId`. */
  readonly id: string
  readonly tag: Tag
  readonly summary: string
  /** Absent: the summary. */
  readonly description?: string
  /** The path template in the contract, where it is more specific than the route's own. */
  readonly path?: string
  /** Errors beyond those that follow from the route's other properties, by status. */
  readonly errors?: Readonly<Record<number, ErrorDocs>>
  /** True for a route that reads nothing that could fail: it documents no 500. */
  readonly cannotFail?: boolean
}

export interface RouteDefinition<Needs extends ServiceName, Query, Body> {
  readonly method: Method
  /**
   * The path template. `{name}` is one path segment; `{+name}` (RFC 6570) may contain slashes, as model ids do. The template without `+` is
   * the route's label in metrics.
   */
  readonly path: string
  /** The label in metrics, where the path is not meant to be one. */
  readonly label?: string
  /** Path parameters, for the contract. */
  readonly params?: z.ZodObject
  /** Absent: any query parameter is an error. `ignored`: query parameters belong to the page and are not looked at. */
  readonly query?: QueryParameters<Query> | 'ignored'
  readonly body?: RequestBody<Body>
  /** Instead of `body`: the media types of a body that the handler reads itself, for the contract. */
  readonly uploads?: Readonly<Record<string, MediaType>>
  /** Of a success: 201 for a route that creates something. Absent: 200. */
  readonly status?: 201
  /** Media types of a success. */
  readonly responses: Readonly<Record<string, MediaType>>
  /** Additional headers of a 200 response, by name. */
  readonly responseHeaders?: Readonly<Record<string, z.ZodType>>
  /** null: not part of the contract (the page and its files). */
  readonly docs: RouteDocs | null
  readonly access: 'public' | 'admin'
  readonly cache: CachePolicy | ((query: Query) => CachePolicy)
  readonly load: LoadClass
  readonly services: readonly Needs[]
  readonly handle: (
    input: RouteInput<Query, Body>,
    services: Pick<Services, Needs>,
  ) => RouteResponse | Promise<RouteResponse>
}

/** A route whose input types are checked in its own file and erased in the table. */
export type Route = RouteDefinition<ServiceName, never, never>

/** Checks a route's handler against its schemas and the services that it declares. */
export function defineRoute<const Needs extends ServiceName, Query = undefined, Body = undefined>(
  definition: RouteDefinition<Needs, Query, Body>,
): Route {
  return definition as unknown as Route
}

/** Query parameters that are parsed with their schema alone. */
export function queryOf<T extends z.ZodObject>(schema: T): QueryParameters<z.infer<T>> {
  return { schema, parse: (parameters) => parseParameters(schema, parameters) }
}

/**
 * What a handler returns: a response to compute freshness, ETag and variants for, one that is already prebuilt, or a stream.
 * Handlers never write to the socket.
 */
export type RouteResponse = ComputedResponse | CachedResponse | StreamResponse

export interface ComputedResponse {
  /** Absent: 200. */
  readonly status?: number
  readonly body: Content | string
  /** Absent: JSON. */
  readonly contentType?: string
  /** Additional headers. Flat: name, value. */
  readonly headers?: readonly string[]
  readonly basis: Basis
}

/** What a response was computed from: its freshness headers and its ETag derive from it. */
export type Basis = SnapshotBasis | HistoryBasis | DocumentBasis | { readonly kind: 'none' }

export interface SnapshotBasis {
  readonly kind: 'snapshot'
  readonly snapshot: Snapshot
  /** True for a response that depends on today's date, and so is not cached. */
  readonly dependsOnToday: boolean
}

export interface HistoryBasis {
  readonly kind: 'history'
  /** When what the response shows last changed, in Unix milliseconds: `Last-Modified`. */
  readonly changedAt: number
  /** The state of history that it was computed from. */
  readonly state: HistoryState
  /** True if only a rewrite of history can change it; otherwise the next sync may, too. */
  readonly settled: boolean
  /** Counts days back from the last confirmation, so that it is valid until the next day (UTC) only. */
  readonly countsDays?: boolean
  readonly dependsOnToday: boolean
}

/** A document other than the catalogue. Its response is cached as long as the handler returns this very object. */
export interface DocumentBasis {
  readonly kind: 'document'
  readonly document: Origin
}

/** A response of unknown length, such as server-sent events: the one kind that is written while it is computed. */
export interface StreamResponse {
  readonly contentType: string
  /** Writes until it is done, or the client is gone. Not called for HEAD. */
  readonly stream: (output: StreamOutput) => Promise<void>
}

export interface StreamOutput {
  /** Resolves when the client has taken the text; ends the connection of a client that takes nothing for 30 s. */
  write(text: string): Promise<void>
  /** True while the client has not taken what was written before. */
  readonly isBlocked: boolean
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal
}

/** A JSON response that is only true now, and so is never cached. */
export function currentJson(value: unknown): ComputedResponse {
  return { body: JSON.stringify(value), basis: { kind: 'none' } }
}
