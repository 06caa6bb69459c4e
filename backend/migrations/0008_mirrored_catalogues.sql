-- Up Migration

-- Catalogues of others, mirrored whole. One row for each, locked by whoever commits.
CREATE TABLE mirror_sources (
  source text PRIMARY KEY,
  -- When a replica last began to fetch it, and when upstream last confirmed the newest fetch.
  fetch_started_at timestamptz,
  confirmed_at timestamptz
);

-- The JSON of an entry, such as one model. Content-addressed: entries that are equal are stored once.
CREATE TABLE mirror_contents (
  hash text PRIMARY KEY,
  body text NOT NULL
);

-- The keys of a document in their order, as a JSON list; it changes only when entries come or go.
CREATE TABLE mirror_orders (
  hash text PRIMARY KEY,
  keys text NOT NULL
);

-- Each accepted document that differed from the one before it.
CREATE TABLE mirror_fetches (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source text NOT NULL REFERENCES mirror_sources (source),
  observed_at timestamptz NOT NULL,
  order_hash text NOT NULL REFERENCES mirror_orders (hash),
  etag text,
  last_modified text
);
CREATE INDEX mirror_fetches_source ON mirror_fetches (source, observed_at, id);

-- What each fetch changed. Insert-only. `hash` null: the entry is gone.
CREATE TABLE mirror_versions (
  source text NOT NULL REFERENCES mirror_sources (source),
  key text NOT NULL,
  fetch_id bigint NOT NULL REFERENCES mirror_fetches (id),
  hash text REFERENCES mirror_contents (hash),
  PRIMARY KEY (source, key, fetch_id)
);

-- Documents that were not accepted because they had lost or gained too much.
CREATE TABLE mirror_quarantine (
  source text NOT NULL REFERENCES mirror_sources (source),
  hash text NOT NULL,
  observed_at timestamptz NOT NULL,
  reason text NOT NULL,
  -- Compressed with gzip.
  body bytea NOT NULL,
  PRIMARY KEY (source, hash)
);

UPDATE modelkeep_schema SET version = 8;
