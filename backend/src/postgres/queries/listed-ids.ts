import type { Queryable } from '../queryable.js'

/** The ids of the catalogue after a sync, in upstream's order of that time. */
export async function listedIds(db: Queryable, syncId: number): Promise<string[]> {
  const [row] = await db.query<{ ids: string[] }>(
    `SELECT listing.ids FROM catalog_syncs AS sync JOIN catalog_orders AS listing ON listing.hash = sync.order_hash
     WHERE sync.id = $1`,
    [syncId],
  )
  return row?.ids ?? []
}
