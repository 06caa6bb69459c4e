import type { Facet, FacetContent } from '../../catalogue/catalogue-entry.js'
import type { Queryable } from '../queryable.js'

/** One facet of one model since a sync. Null content: it was removed. Content that is already stored needs only its hash. */
export interface NewVersion {
  modelId: string
  facet: Facet
  content: FacetContent | Pick<FacetContent, 'hash'> | null
}

const batchSize = 2_000

/** Inserts the versions of one sync and their contents. Existing ones are kept. `observedAt` in Unix milliseconds. */
export async function insertVersions(
  tx: Queryable,
  syncId: number,
  observedAt: number,
  versions: readonly NewVersion[],
): Promise<void> {
  for (let from = 0; from < versions.length; from += batchSize) {
    const slice = versions.slice(from, from + batchSize)
    const contents = slice.flatMap(({ content }) => (content !== null && 'json' in content ? [content] : []))
    await tx.query(
      `INSERT INTO model_contents (hash, body)
       SELECT DISTINCT ON (hash) hash, body FROM jsonb_to_recordset($1::jsonb) AS content (hash text, body jsonb)
       ON CONFLICT (hash) DO NOTHING`,
      [`[${contents.map(({ hash, json }) => `{"hash":"${hash}","body":${json}}`).join(',')}]`],
    )
    await tx.query(
      `INSERT INTO model_versions (model_id, facet, sync_id, observed_at, hash)
       SELECT version.model_id, version.facet, $1, to_timestamp($2::double precision / 1000), version.hash
       FROM unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS version (model_id, facet, hash, nr) ORDER BY nr
       ON CONFLICT (model_id, facet, sync_id) DO NOTHING`,
      [
        syncId,
        observedAt,
        slice.map((v) => v.modelId),
        slice.map((v) => v.facet),
        slice.map((v) => v.content?.hash ?? null),
      ],
    )
  }
}
