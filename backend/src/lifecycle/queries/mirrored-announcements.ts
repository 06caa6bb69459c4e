import { announcesEnd, liteLlmStatement, modelsDevStatement } from '@modelkeep/catalog/lifecycle/statements'
import type { MirrorSource } from '../../mirrors/adapters.js'
import type { Queryable } from '../../postgres/queryable.js'
import { runStarts } from '../run-starts.js'

interface Row {
  id: string
  observed_at: number
  body: string | null
}

const READERS = { litellm: liteLlmStatement, 'models.dev': modelsDevStatement } as const

/** Since when a mirrored catalogue has announced the end of each of these models, in Unix milliseconds. */
export async function mirroredAnnouncements(
  tx: Queryable,
  source: MirrorSource,
  ids: readonly string[],
): Promise<Map<string, number>> {
  // The keys of both documents have the same prefix.
  const rows = await tx.query<Row>(
    `SELECT substr(version.key, length('openrouter/') + 1) AS id, fetched.observed_at, content.body
     FROM mirror_versions AS version
     JOIN mirror_fetches AS fetched ON fetched.id = version.fetch_id
     LEFT JOIN mirror_contents AS content ON content.hash = version.hash
     WHERE version.source = $1 AND version.key = ANY ($2::text[])
     ORDER BY version.key, version.fetch_id`,
    [source, ids.map((id) => `openrouter/${id}`)],
  )
  return runStarts(
    rows.map(({ id, observed_at: observedAt, body }) => ({
      id,
      observedAt,
      holds: READERS[source](JSON.parse(body ?? 'null')).some(announcesEnd),
    })),
  )
}
