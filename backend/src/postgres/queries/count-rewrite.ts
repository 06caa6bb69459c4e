import type { Queryable } from '../queryable.js'

/** Tells whoever keeps answers about the past that it is another one once this transaction commits. */
export async function countRewrite(tx: Queryable): Promise<void> {
  await tx.query('UPDATE catalog_history SET rewrites = rewrites + 1')
}
