import {
  announcesEnd,
  statementsOf,
  type LifecycleSource,
  type OtherCatalogues,
} from '@modelkeep/catalog/lifecycle/statements'
import type { Catalogue } from '../catalogue/catalogue.js'
import { readHistory } from '../history/read-history.js'
import type { Database } from '../postgres/database.js'
import { removedModels } from '../postgres/queries/removed-models.js'
import { toleratedSkewMs } from '../snapshot/freshness.js'
import { announcementKey, type HistoryFacts } from './lifecycle-facts.js'
import { expiryAnnouncements } from './queries/expiry-announcements.js'
import { firstMirrored } from './queries/first-mirrored.js'
import { mirroredAnnouncements } from './queries/mirrored-announcements.js'

export interface LifecycleInput {
  catalogue: Catalogue
  others: OtherCatalogues
  /** Models removed since then are read; Unix milliseconds. */
  removedSince: number
  now: number
}

/** What history knows about the end of models. @throws DatabaseUnavailable */
export async function readLifecycleHistory(
  db: Database,
  { catalogue, others, removedSince, now }: LifecycleInput,
): Promise<HistoryFacts> {
  const announced = announcedIds(catalogue, others)
  const { value } = await readHistory(db, async (tx) => {
    const found: Record<LifecycleSource, Map<string, number>> = {
      openrouter: await expiryAnnouncements(tx, announced.openrouter),
      litellm: await mirroredAnnouncements(tx, 'litellm', announced.litellm),
      'models.dev': await mirroredAnnouncements(tx, 'models.dev', announced['models.dev']),
    }
    const since = Object.entries(found).flatMap(([source, starts]) =>
      [...starts].map(([id, at]) => [announcementKey(source as LifecycleSource, id), at] as const),
    )
    return {
      since: new Map(since),
      mirroredSince: await firstMirrored(tx),
      removed: await removedModels(tx, now + toleratedSkewMs, removedSince),
    }
  })
  return value
}

/** The models whose end each source announces. */
function announcedIds({ entries }: Catalogue, others: OtherCatalogues): Record<LifecycleSource, string[]> {
  const ids: Record<LifecycleSource, string[]> = { openrouter: [], litellm: [], 'models.dev': [] }
  for (const { model } of entries)
    for (const statement of statementsOf(model, others).filter(announcesEnd)) ids[statement.source].push(model.id)
  return ids
}
