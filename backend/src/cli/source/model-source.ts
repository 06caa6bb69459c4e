import type { Tier } from '@modelkeep/catalog/contract/health'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'

/** A list of models as the API gives it, and how old it is. */
export interface Listed {
  /** The JSON text of a `ModelList`. */
  body: string
  tier: Tier
  /** Since upstream last confirmed it. */
  ageSeconds: number
  /** For a person: a URL without secrets, a database, a file. */
  where: string
}

/** Where a command gets lists of models from: a running service, or what is at hand without one. */
export interface ModelSource {
  /** What is not known, `as_of` and `removed` where there is no past, is a CannotAnswer. @throws CannotAnswer, QueryError */
  list(query: ListQuery): Promise<Listed>
  close(): Promise<void>
}

/** The source cannot be reached, or what it says cannot be used. The message is for a person. */
export class CannotAnswer extends Error {
  override readonly name = 'CannotAnswer'
  readonly code = 'cannot_answer'
}
