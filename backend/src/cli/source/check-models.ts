import { modelListSchema } from '@modelkeep/catalog/contract/models'
import type { Tier } from '@modelkeep/catalog/contract/health'
import { changeFilterShape } from '@modelkeep/catalog/changes/change-filter'
import { checkModels, type CheckedModel } from '@modelkeep/catalog/changes/check-models'
import type { Model } from '@modelkeep/catalog/model/model'
import { parseParameters, QueryError } from '@modelkeep/catalog/query/query-error'
import { optional, wholeNumber } from '@modelkeep/catalog/query/parameter-types'
import * as z from 'zod'
import { CannotAnswer, type ModelSource } from './model-source.js'

type RemovedModel = Model & { removed_at: string }

/** What models are checked against. */
export interface Catalogues {
  present: ReadonlyMap<string, Model>
  /** null: nobody knows. */
  removed: ReadonlyMap<string, RemovedModel> | null
  /** null: nothing is compared. */
  earlier: ReadonlyMap<string, Model> | null
  tier: Tier
  ageSeconds: number
  where: string
}

export const checkOptionsSchema = z.strictObject({
  since: changeFilterShape.since,
  expiring_days: optional(wholeNumber(0, 100_000, { description: '', example: 30 })),
})
export type CheckOptions = z.infer<typeof checkOptionsSchema>

/** `now` in Unix milliseconds. @throws QueryError that names what is wrong */
export function readCheckOptions(given: Readonly<Record<string, string>>, now: number): CheckOptions {
  const options = parseParameters(checkOptionsSchema, given)
  if (options.since !== undefined && Date.parse(options.since) > now)
    throw new QueryError('since', 'is in the future, of which nothing is known')
  return options
}

/**
 * Asks for all that a check needs. Where no past is known, what is gone cannot be told from what never was: that is noted, and an error
 * where `needsPast`, or `since` asks for it.
 * @throws CannotAnswer
 */
export async function readCatalogues(
  source: ModelSource,
  { since }: CheckOptions,
  { needsPast, note }: { needsPast: boolean; note: (sentence: string) => void },
): Promise<Catalogues> {
  const { body, ...origin } = await source.list({})
  if (origin.tier === 'seed')
    throw new CannotAnswer(
      'only the list that ships with the program is there to check against, which is too old to say that anything is fine',
    )
  const removed = await source.list({ removed: true }).catch((error: unknown) => {
    if (needsPast || since !== undefined || !(error instanceof CannotAnswer)) throw error
    note(`${error.message}; what is gone cannot be told from what never was`)
    return null
  })
  const then = since === undefined ? null : read((await source.list({ as_of: since })).body)
  if (then?.reason !== undefined) throw new CannotAnswer(`since: ${then.reason}`)
  return {
    ...origin,
    present: byId(read(body).data),
    removed:
      removed &&
      byId(read(removed.body).data.filter((model): model is RemovedModel => typeof model['removed_at'] === 'string')),
    earlier: then && byId(then.data),
  }
}

/** `now` in Unix milliseconds. */
export function check(
  ids: readonly string[],
  catalogues: Catalogues,
  { expiring_days: expiringDays }: CheckOptions,
  now: number,
): CheckedModel[] {
  const today = new Date(now).toISOString().slice(0, 10)
  return checkModels(ids, { ...catalogues, today, ...(expiringDays !== undefined && { expiringDays }) })
}

function read(body: string): { data: Model[]; reason?: string | undefined } {
  const parsed = modelListSchema.safeParse(JSON.parse(body))
  if (!parsed.success) throw new CannotAnswer('the answer of the service is no list of models', { cause: parsed.error })
  return { data: parsed.data.data as Model[], reason: parsed.data.reason }
}

function byId<T extends Model>(models: readonly T[]): Map<string, T> {
  return new Map(models.map((model) => [model.id, model]))
}
