import type { CostRow } from '@modelkeep/catalog/contract/cost'
import type { Tier } from '@modelkeep/catalog/contract/health'
import type { LifecycleList } from '@modelkeep/catalog/contract/lifecycle'
import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import type { CostRequestRow } from '@modelkeep/catalog/usage-file/read-record'

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

/** Prices calls as `POST /api/cost` does. */
export interface Pricing {
  /** The origin of the prices in messages. */
  where: string
  /** One result for each row, in order; a row that cannot be priced has an error instead of a cost. @throws SourceError */
  price(rows: readonly CostRequestRow[]): Promise<CostRow[]>
}

/** Where commands read models from: a running service, or the local sources. */
export interface ModelSource {
  /** @throws SourceError, also if `as_of` or `removed` need a history that the source does not have. @throws QueryError */
  list(query: ListQuery): Promise<ModelListing>
  /** What is said about the end of models; null if the source does not know that. @throws SourceError */
  lifecycle(): Promise<LifecycleList | null>
  /** @throws SourceError */
  pricing(): Promise<Pricing>
  /** The history of one model; null for an id that was never observed. @throws SourceError, also without history */
  history(id: string): Promise<ModelHistory | null>
  close(): Promise<void>
}

/** The source cannot be reached, or its data cannot be used. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly code = 'source_failed'
}
