import type { Tier } from '@modelkeep/catalog/contract/health'
import { changeFilterShape } from '@modelkeep/catalog/changes/change-filter'
import { checkModels, type CheckedModel } from '@modelkeep/catalog/changes/check-models'
import type { LifecycleStatement } from '@modelkeep/catalog/lifecycle/statements'
import type { Model } from '@modelkeep/catalog/model/model'
import type { RemovedModel } from '@modelkeep/catalog/model/removed-model'
import { parseParameters, QueryError } from '@modelkeep/catalog/query/query-error'
import { optional, wholeNumber } from '@modelkeep/catalog/query/parameter-types'
import * as z from 'zod'
import { SourceError, type ModelSource } from './model-source.js'
import { parseModelList } from './parse-list.js'

/** The models that ids are checked against. */
export interface Catalogues {
  present: ReadonlyMap<string, Model>
  /** null: the source has no history. */
  removed: ReadonlyMap<string, RemovedModel> | null
  /** The catalogue as of `--since`; null if that is not given. */
  earlier: ReadonlyMap<string, Model> | null
  /** What several catalogues say about the end of models, by id. */
  statements: ReadonlyMap<string, readonly LifecycleStatement[]>
  tier: Tier
  ageSeconds: number
  where: string
}

const checkOptionsSchema = z.strictObject({
  since: changeFilterShape.since,
  expiring_days: optional(wholeNumber(0, 100_000, { description: '', example: 30 })),
})
export type CheckOptions = z.infer<typeof checkOptionsSchema>

/** `now` in Unix milliseconds. @throws QueryError that names the bad option */
export function readCheckOptions(given: Readonly<Record<string, string>>, now: number): CheckOptions {
  const options = parseParameters(checkOptionsSchema, given)
  if (options.since !== undefined && Date.parse(options.since) > now) throw new QueryError('since', 'is in the future')
  return options
}

export type CheckedSource = Pick<ModelSource, 'list' | 'lifecycle'>

/**
 * Reads the catalogues that a check needs. Without history a removed model looks like an unknown one: that is a message, or an error if
 * `needsHistory` or `since` is set.
 * @throws SourceError
 */
export async function readCatalogues(
  source: CheckedSource,
  { since }: CheckOptions,
  { needsHistory, say }: { needsHistory: boolean; say: (message: string) => void },
): Promise<Catalogues> {
  const { body, ...origin } = await source.list({})
  if (origin.tier === 'seed')
    throw new SourceError(
      'the only catalogue available is the one that ships with the program, which is too old to check against',
    )
  const removed = await source.list({ removed: true }).catch((error: unknown) => {
    if (needsHistory || since !== undefined || !(error instanceof SourceError)) throw error
    say(`${error.message}; removed models cannot be told from unknown ones`)
    return null
  })
  const earlier = since === undefined ? null : parseList((await source.list({ as_of: since })).body)
  if (earlier?.reason !== undefined) throw new SourceError(`since: ${earlier.reason}`)
  const lifecycle = await source.lifecycle()
  return {
    ...origin,
    statements: new Map(lifecycle?.data.map(({ id, statements }) => [id, statements])),
    present: byId(parseList(body).models),
    removed: removed && byId(parseList(removed.body).models.filter(isRemoved)),
    earlier: earlier && byId(earlier.models),
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

function parseList(body: string): { models: Model[]; reason?: string | undefined } {
  try {
    const { data, reason } = parseModelList(body)
    return { models: data as Model[], reason }
  } catch (cause) {
    throw new SourceError('the response of the service is not a list of models', { cause })
  }
}

function isRemoved(model: Model): model is RemovedModel {
  return typeof model['removed_at'] === 'string'
}

function byId<T extends Model>(models: readonly T[]): Map<string, T> {
  return new Map(models.map((model) => [model.id, model]))
}
