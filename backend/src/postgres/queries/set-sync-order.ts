import type { Queryable } from '../queryable.js'

/** Replaces the order of a sync after the models outside its scope changed. The order itself must already be stored. */
export async function setSyncOrder(
  tx: Queryable,
  syncId: number,
  orderHash: string,
  modelCount: number,
): Promise<void> {
  await tx.query('UPDATE catalog_syncs SET order_hash = $2, model_count = $3 WHERE id = $1', [
    syncId,
    orderHash,
    modelCount,
  ])
}
