import type { Queryable } from '../queryable.js'

/** When a model came into view, and when it last became what it is. Unix milliseconds. */
export interface Sight {
  id: string
  firstAt: number
  changedAt: number
}

/** What is listed now was first seen no later than this, and last seen when it last changed. */
export async function seenInRun(
  tx: Queryable,
  sights: readonly Sight[],
  { current }: { current: boolean },
): Promise<void> {
  await tx.query(
    `UPDATE ai_models SET first_seen = least(ai_models.first_seen, to_timestamp(sight.first_at / 1000)),
       last_seen = CASE WHEN $4 AND removed_at IS NULL THEN to_timestamp(sight.changed_at / 1000) ELSE ai_models.last_seen END
     FROM unnest($1::text[], $2::double precision[], $3::double precision[]) AS sight (id, first_at, changed_at)
     WHERE ai_models.id = sight.id AND ai_models.content_hash IS NOT NULL AND ($4 OR ai_models.first_seen > to_timestamp(sight.first_at / 1000))`,
    [
      sights.map(({ id }) => id),
      sights.map(({ firstAt }) => firstAt),
      sights.map(({ changedAt }) => changedAt),
      current,
    ],
  )
}

/**
 * Derives from the versions how models that are not listed now were when they were last listed: they are in the current
 * table as removed. Those that are listed are left alone.
 */
export async function refreshRemoved(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.query(
    `INSERT INTO ai_models AS current (id, name, description, context_length, created, body, content_hash, benchmarks_hash, first_seen, last_seen, removed_at)
     SELECT model.id, body.facts ->> 'name', body.facts ->> 'description', (body.facts ->> 'context_length')::bigint, to_timestamp((body.facts ->> 'created')::double precision),
       body.facts, content.hash, benchmarks.hash, first.at, seen.at, gone.at
     FROM (SELECT DISTINCT unnest($1::text[]) AS id) AS model
     CROSS JOIN LATERAL (SELECT hash FROM model_versions WHERE model_id = model.id AND facet = 'model' ORDER BY observed_at DESC, seq DESC LIMIT 1) AS newest
     CROSS JOIN LATERAL (SELECT hash, observed_at, seq FROM model_versions
       WHERE model_id = model.id AND facet = 'model' AND hash IS NOT NULL ORDER BY observed_at DESC, seq DESC LIMIT 1) AS content
     CROSS JOIN LATERAL (SELECT observed_at AS at FROM model_versions
       WHERE model_id = model.id AND facet = 'model' AND (observed_at, seq) > (content.observed_at, content.seq) ORDER BY observed_at, seq LIMIT 1) AS gone
     CROSS JOIN LATERAL (SELECT min(observed_at) AS at FROM model_versions WHERE model_id = model.id AND facet = 'model' AND hash IS NOT NULL) AS first
     LEFT JOIN LATERAL (SELECT hash FROM model_versions WHERE model_id = model.id AND facet = 'benchmarks' ORDER BY observed_at DESC, seq DESC LIMIT 1) AS benchmarks ON true
     CROSS JOIN LATERAL (SELECT observed_at AS at FROM catalog_syncs WHERE status IN ('applied', 'unchanged') AND observed_at < gone.at ORDER BY observed_at DESC, id DESC LIMIT 1) AS seen
     LEFT JOIN LATERAL (SELECT hash FROM model_versions WHERE model_id = model.id AND facet = 'benchmarks' AND observed_at < gone.at ORDER BY observed_at DESC, seq DESC LIMIT 1) AS scored ON true
     JOIN model_contents AS said ON said.hash = content.hash
     LEFT JOIN model_contents AS scores ON scores.hash = scored.hash
     CROSS JOIN LATERAL (SELECT CASE WHEN scores.body IS NULL THEN said.body ELSE said.body || jsonb_build_object('benchmarks', scores.body) END AS facts) AS body
     WHERE newest.hash IS NULL
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description, context_length = excluded.context_length, created = excluded.created,
       body = excluded.body, content_hash = excluded.content_hash, benchmarks_hash = excluded.benchmarks_hash,
       first_seen = excluded.first_seen, last_seen = excluded.last_seen, removed_at = excluded.removed_at, position = NULL`,
    [ids],
  )
}
