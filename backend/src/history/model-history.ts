import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { modelIdSchema } from '@modelkeep/catalog/model/model'
import { gapsOf, versionsOf, type VersionState } from '@modelkeep/catalog/changes/model-versions'
import { seriesOf } from '@modelkeep/catalog/changes/price-series'
import type { Queryable } from '../postgres/queryable.js'
import { confirmedBefore, knownModel, modelStates, type KnownModel } from '../postgres/queries/model-states.js'

/**
 * The history of one model, present or removed; null for an id that was never observed. `confirmedAt` (Unix milliseconds) is when the
 * catalogue was last confirmed. Takes several queries, so `db` must be one consistent view.
 */
export async function modelHistory(
  db: Queryable,
  id: string,
  confirmedAt: number | null,
): Promise<ModelHistory | null> {
  const known = modelIdSchema.safeParse(id).success ? await knownModel(db, id) : null
  if (known === null) return null
  const states = await modelStates(db, id)
  const [first, last] = [states[0], states.at(-1)]
  const present = last !== undefined && last.model !== null
  const lastSeen = present ? confirmedAt : await lastSeenAt(db, known, last)
  return {
    id,
    name: known.name ?? id,
    present,
    first_seen: first ? timeOf(first.observedAt) : null,
    last_seen: lastSeen === null ? null : timeOf(lastSeen),
    gaps: gapsOf(states),
    versions: versionsOf(states),
    series: seriesOf(states),
  }
}

/** When a removed model was last seen: at the last sync before its removal, which may have been thinned out or committed late. */
async function lastSeenAt(
  db: Queryable,
  { last_seen: recorded }: KnownModel,
  removal: VersionState | undefined,
): Promise<number | null> {
  if (removal === undefined) return recorded
  const confirmed = await confirmedBefore(db, removal.observedAt)
  return confirmed === null || recorded === null ? (confirmed ?? recorded) : Math.max(confirmed, recorded)
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
