-- Up Migration

-- Whether a change was new when it was written. Changes that an import adds or derives again are not: they are listed, but not sent to
-- stream subscribers.
ALTER TABLE catalog_changes ADD COLUMN live boolean NOT NULL DEFAULT true;
CREATE INDEX catalog_changes_live ON catalog_changes (seq) WHERE live;

-- The changes of one price in order: whether a price flaps is determined when the list is read.
CREATE INDEX catalog_changes_prices ON catalog_changes (model_id, field, observed_at, seq) WHERE kind = 'price_changed' AND NOT scheduled;

-- How often history was rewritten. Cached historical responses are dropped when it grows.
CREATE TABLE catalog_history (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  rewrites bigint NOT NULL DEFAULT 0
);
INSERT INTO catalog_history DEFAULT VALUES;

UPDATE modelkeep_schema SET version = 3;
