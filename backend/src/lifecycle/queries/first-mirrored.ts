import type { MirrorSource } from '../../mirrors/adapters.js'
import type { Queryable } from '../../postgres/queryable.js'

interface Row {
  source: MirrorSource
  observed_at: number
}

/** When the first document of each mirrored catalogue was observed, in Unix milliseconds. */
export async function firstMirrored(tx: Queryable): Promise<Map<MirrorSource, number>> {
  const rows = await tx.query<Row>('SELECT source, min(observed_at) AS observed_at FROM mirror_fetches GROUP BY source')
  return new Map(rows.map(({ source, observed_at: observedAt }) => [source, observedAt]))
}
