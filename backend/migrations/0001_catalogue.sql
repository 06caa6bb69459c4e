-- Up Migration

-- The version of the schema. `compatible_from` is the oldest version whose program still works with this database. A migration that
-- only adds leaves it as it is; one that removes something sets it to its own number.
CREATE TABLE modelkeep_schema (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  version integer NOT NULL,
  compatible_from integer NOT NULL
);
INSERT INTO modelkeep_schema (version, compatible_from) VALUES (1, 1);

-- The current catalogue. A table of this name that an older program created is adopted in place, with its rows.
CREATE TABLE IF NOT EXISTS ai_models (id text PRIMARY KEY);

DO $adopt$
DECLARE
  col record;
BEGIN
  -- The older table may require columns that a model need not have.
  FOR col IN
    SELECT a.attname AS name FROM pg_attribute a
    WHERE a.attrelid = 'ai_models'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull AND a.attname <> 'id'
  LOOP
    EXECUTE format('ALTER TABLE ai_models ALTER COLUMN %I DROP NOT NULL', col.name);
  END LOOP;

  SELECT format_type(a.atttypid, NULL) AS type INTO col FROM pg_attribute a
  WHERE a.attrelid = 'ai_models'::regclass AND a.attname = 'created' AND NOT a.attisdropped;
  IF NOT FOUND THEN
    ALTER TABLE ai_models ADD COLUMN created timestamptz;
  ELSIF col.type IN ('bigint', 'integer', 'numeric', 'double precision', 'real') THEN
    ALTER TABLE ai_models ALTER COLUMN created DROP DEFAULT;
    ALTER TABLE ai_models ALTER COLUMN created TYPE timestamptz USING to_timestamp(created::double precision);
  ELSIF col.type <> 'timestamp with time zone' THEN
    ALTER TABLE ai_models ALTER COLUMN created DROP DEFAULT;
    ALTER TABLE ai_models ALTER COLUMN created TYPE timestamptz USING created::timestamp AT TIME ZONE 'UTC';
  END IF;
END
$adopt$;

ALTER TABLE ai_models
  ALTER COLUMN id TYPE text,
  ADD COLUMN IF NOT EXISTS name text,
  ADD COLUMN IF NOT EXISTS description text,
  ADD COLUMN IF NOT EXISTS context_length bigint,
  ADD COLUMN body jsonb,
  ADD COLUMN content_hash text,
  ADD COLUMN benchmarks_hash text,
  ADD COLUMN position integer,
  ADD COLUMN first_seen timestamptz,
  ADD COLUMN last_seen timestamptz,
  ADD COLUMN removed_at timestamptz;
ALTER TABLE ai_models
  ALTER COLUMN name TYPE text,
  ALTER COLUMN description TYPE text,
  ALTER COLUMN context_length TYPE bigint USING context_length::bigint;

-- Adopted rows keep their content. Without a content hash and a position they belong to no catalogue until a sync sees them. They are
-- never deleted.
UPDATE ai_models SET body = jsonb_strip_nulls(jsonb_build_object(
  'id', id, 'name', name, 'description', description, 'context_length', context_length,
  'created', floor(extract(epoch FROM created))::bigint));
CREATE INDEX ai_models_listed ON ai_models (position) WHERE removed_at IS NULL AND position IS NOT NULL;

-- Upstream's order, content-addressed.
CREATE TABLE catalog_orders (
  hash text PRIMARY KEY,
  ids text[] NOT NULL
);

-- The sync log. The observer creates `key` before anything is written, so that a commit whose response was lost can be found, and is
-- never applied twice.
CREATE TABLE catalog_syncs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key uuid NOT NULL UNIQUE,
  observed_at timestamptz NOT NULL,
  source text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('all', 'text')),
  status text NOT NULL CHECK (status IN ('applied', 'unchanged', 'quarantined', 'failed')),
  payload_hash text,
  order_hash text REFERENCES catalog_orders (hash),
  model_count integer,
  added integer NOT NULL DEFAULT 0,
  changed integer NOT NULL DEFAULT 0,
  removed integer NOT NULL DEFAULT 0,
  duration_ms integer NOT NULL,
  detail text
);
CREATE INDEX catalog_syncs_observed ON catalog_syncs (observed_at DESC, id DESC);
CREATE INDEX catalog_syncs_confirming ON catalog_syncs (observed_at DESC, id DESC) WHERE status IN ('applied', 'unchanged');
CREATE INDEX catalog_syncs_applied ON catalog_syncs (observed_at DESC, id DESC) WHERE status = 'applied';

-- The contents of models, content-addressed. Insert-only.
CREATE TABLE model_contents (
  hash text PRIMARY KEY,
  body jsonb NOT NULL
);

-- The content of one facet of one model since one sync; no hash: it was removed. Insert-only.
CREATE TABLE model_versions (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model_id text NOT NULL,
  facet text NOT NULL CHECK (facet IN ('model', 'benchmarks')),
  sync_id bigint NOT NULL REFERENCES catalog_syncs (id),
  observed_at timestamptz NOT NULL,
  hash text REFERENCES model_contents (hash),
  UNIQUE (model_id, facet, sync_id)
);
CREATE INDEX model_versions_as_of ON model_versions (model_id, facet, observed_at DESC, seq DESC);
CREATE INDEX model_versions_sync ON model_versions (sync_id);

-- Changes between catalogues, derived from the versions.
CREATE TABLE catalog_changes (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sync_id bigint NOT NULL REFERENCES catalog_syncs (id),
  observed_at timestamptz NOT NULL,
  model_id text,
  kind text NOT NULL,
  field text,
  before jsonb,
  after jsonb,
  scheduled boolean NOT NULL DEFAULT false
);
CREATE INDEX catalog_changes_newest ON catalog_changes (observed_at DESC, seq DESC);
CREATE INDEX catalog_changes_model ON catalog_changes (model_id, observed_at DESC, seq DESC);
CREATE INDEX catalog_changes_sync ON catalog_changes (sync_id);

-- The right to fetch from upstream and to commit. `token` is a fencing token: it only grows, and a commit must present the current one.
CREATE TABLE catalog_lease (
  name text PRIMARY KEY,
  holder text NOT NULL,
  token bigint NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Quarantined payloads and broken models, one row per distinct content. `since` is when a list with this loss (`loss_hash`) was first
-- seen without a good one in between.
CREATE TABLE quarantined_payloads (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  payload_hash text NOT NULL UNIQUE,
  observed_at timestamptz NOT NULL,
  last_observed_at timestamptz NOT NULL,
  times integer NOT NULL DEFAULT 1,
  reason text NOT NULL,
  detail text NOT NULL,
  scope text NOT NULL,
  model_id text,
  loss_hash text,
  since timestamptz NOT NULL,
  approved_at timestamptz,
  bytes integer NOT NULL,
  body bytea NOT NULL
);
CREATE INDEX quarantined_payloads_newest ON quarantined_payloads (last_observed_at DESC, id DESC);
CREATE INDEX quarantined_payloads_loss ON quarantined_payloads (loss_hash) WHERE loss_hash IS NOT NULL;
