import type { Catalogue } from '../../catalogue/catalogue.js'
import type { Queryable } from '../queryable.js'

/** Keeps upstream's order, once for each distinct one. */
export async function insertOrder(tx: Queryable, catalogue: Catalogue): Promise<void> {
  await tx.query('INSERT INTO catalog_orders (hash, ids) VALUES ($1, $2::text[]) ON CONFLICT (hash) DO NOTHING', [
    catalogue.orderHash,
    catalogue.entries.map((entry) => entry.id),
  ])
}
