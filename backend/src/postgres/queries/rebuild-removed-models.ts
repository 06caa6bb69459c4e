import { contextLengthIn, createdIn } from './model-columns.js'
import type { Queryable } from '../queryable.js'

/** The columns of `model_versions` for one model and facet. */
const versionsOf = (facet: 'model' | 'benchmarks'): string =>
  `model_versions WHERE model_id = model.id AND facet = '${facet}'`
const newestFirst = 'ORDER BY observed_at DESC, seq DESC LIMIT 1'

/**
 * The versions around the removal of a model. `newest`: without a hash if the model is removed. `content`: its last facts. `gone`: its
 * removal. `seen`: the last sync that listed it. `benchmarks`: the newest ones. `scored`: those it had when it was removed.
 */
const removal = `
  CROSS JOIN LATERAL (SELECT hash FROM ${versionsOf('model')} ${newestFirst}) AS newest
  CROSS JOIN LATERAL (
    SELECT hash, observed_at, seq FROM ${versionsOf('model')} AND hash IS NOT NULL ${newestFirst}
  ) AS content
  CROSS JOIN LATERAL (
    SELECT observed_at AS at FROM ${versionsOf('model')} AND (observed_at, seq) > (content.observed_at, content.seq)
    ORDER BY observed_at, seq LIMIT 1
  ) AS gone
  CROSS JOIN LATERAL (SELECT min(observed_at) AS at FROM ${versionsOf('model')} AND hash IS NOT NULL) AS first
  LEFT JOIN LATERAL (SELECT hash FROM ${versionsOf('benchmarks')} ${newestFirst}) AS benchmarks ON true
  CROSS JOIN LATERAL (
    SELECT observed_at AS at FROM catalog_syncs
    WHERE status IN ('applied', 'unchanged') AND observed_at < gone.at ORDER BY observed_at DESC, id DESC LIMIT 1
  ) AS seen
  LEFT JOIN LATERAL (
    SELECT hash FROM ${versionsOf('benchmarks')} AND observed_at < gone.at ${newestFirst}
  ) AS scored ON true`

/** The last facts of a model, joined with the benchmarks it had then. */
const lastBody = `
  JOIN model_contents AS facts ON facts.hash = content.hash
  LEFT JOIN model_contents AS scores ON scores.hash = scored.hash
  CROSS JOIN LATERAL (SELECT CASE
    WHEN scores.body IS NULL THEN facts.body
    ELSE facts.body || jsonb_build_object('benchmarks', scores.body)
  END AS json) AS body`

/** Derives the rows of removed models in `ai_models` from their versions. Skips models that are listed now. */
export async function rebuildRemovedModels(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.query(
    `INSERT INTO ai_models AS current (
       id, name, description, context_length, created,
       body, content_hash, benchmarks_hash, first_seen, last_seen, removed_at
     )
     SELECT model.id, body.json ->> 'name', body.json ->> 'description', ${contextLengthIn('body.json')},
       ${createdIn('body.json')},
       body.json, content.hash, benchmarks.hash, first.at, seen.at, gone.at
     FROM (SELECT DISTINCT unnest($1::text[]) AS id) AS model ${removal} ${lastBody}
     WHERE newest.hash IS NULL
     ON CONFLICT (id) DO UPDATE SET
       name = excluded.name, description = excluded.description,
       context_length = excluded.context_length, created = excluded.created, body = excluded.body,
       content_hash = excluded.content_hash, benchmarks_hash = excluded.benchmarks_hash,
       first_seen = excluded.first_seen, last_seen = excluded.last_seen, removed_at = excluded.removed_at,
       position = NULL`,
    [ids],
  )
}
