import type { Catalogue } from '../../catalogue/catalogue.js'
import type { Queryable } from '../queryable.js'

/** Stores upstream's order, each distinct one once. */
export async function insertOrder(tx: Queryable, catalogue: Catalogue): Promise<void> {
  await tx.query('INSERT INTO catalog_orders (hash, ids) VALUES ($1, $2::text[]) ON CONFLICT (hash) DO NOTHING', [
    catalogue.orderHash,
    catalogue.entries.map((entry) => entry.id),
  ])
}
