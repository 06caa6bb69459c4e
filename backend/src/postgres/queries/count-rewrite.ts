import type { Queryable } from '../queryable.js'

/** Counts a rewrite of history. Invalidates cached historical responses on every replica once this transaction commits. */
export async function countRewrite(tx: Queryable): Promise<void> {
  await tx.query('UPDATE catalog_history SET rewrites = rewrites + 1')
}
