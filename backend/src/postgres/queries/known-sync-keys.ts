import type { Queryable } from '../queryable.js'

/** Which of these keys the sync log already contains. */
export async function knownSyncKeys(db: Queryable, keys: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ key: string }>('SELECT key FROM catalog_syncs WHERE key = ANY ($1::uuid[])', [keys])
  return new Set(rows.map(({ key }) => key))
}
