import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { modelIdSchema } from '@modelkeep/catalog/model/model'
import { gapsOf, versionsOf, type VersionState } from '@modelkeep/catalog/changes/model-versions'
import { seriesOf } from '@modelkeep/catalog/changes/price-series'
import type { Queryable } from '../postgres/queryable.js'
import { confirmedBefore, knownModel, modelLooks, type KnownModel } from '../postgres/queries/model-looks.js'

/**
 * What became of one model, also of a removed one; null where there never was one of that id. `confirmedAt` (Unix milliseconds):
 * when the catalogue was last confirmed. `db`: one consistent view, since it takes several queries.
 */
export async function modelHistory(
  db: Queryable,
  id: string,
  confirmedAt: number | null,
): Promise<ModelHistory | null> {
  const known = modelIdSchema.safeParse(id).success ? await knownModel(db, id) : null
  if (known === null) return null
  const looks = await modelLooks(db, id)
  const [first, last] = [looks[0], looks.at(-1)]
  const present = last !== undefined && last.model !== null
  const lastSeen = present ? confirmedAt : await lastSeenAt(db, known, last)
  return {
    id,
    name: known.name ?? id,
    present,
    first_seen: first ? timeOf(first.observedAt) : null,
    last_seen: lastSeen === null ? null : timeOf(lastSeen),
    gaps: gapsOf(looks),
    versions: versionsOf(looks),
    series: seriesOf(looks),
  }
}

/** Of one that is gone: the last sync before it was missed. That one may have been thinned out, or committed late. */
async function lastSeenAt(
  db: Queryable,
  { last_seen: kept }: KnownModel,
  removed: VersionState | undefined,
): Promise<number | null> {
  if (removed === undefined) return kept
  const confirmed = await confirmedBefore(db, removed.observedAt)
  return confirmed === null || kept === null ? (confirmed ?? kept) : Math.max(confirmed, kept)
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
