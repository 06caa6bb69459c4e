import type { Tier } from '@modelkeep/catalog/contract/health'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'

/** A list of models and its origin. */
export interface ModelListing {
  /** The JSON text of a `ModelList`, as the API returns it. */
  body: string
  tier: Tier
  /** Since upstream last confirmed the catalogue. */
  ageSeconds: number
  /** The origin in messages: a URL without secrets, a database or a file. */
  where: string
}

/** Where commands read models from: a running service, or the local sources. */
export interface ModelSource {
  /** @throws SourceError, also if `as_of` or `removed` need a history that the source does not have. @throws QueryError */
  list(query: ListQuery): Promise<ModelListing>
  close(): Promise<void>
}

/** The source cannot be reached, or its data cannot be used. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly code = 'source_failed'
}
