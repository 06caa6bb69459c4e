-- Up Migration

-- Whether a change was news when it was written. What an import into the past brings, or makes of the changes after it, is
-- not: it is in the lists, and never on the live stream.
ALTER TABLE catalog_changes ADD COLUMN live boolean NOT NULL DEFAULT true;
CREATE INDEX catalog_changes_live ON catalog_changes (seq) WHERE live;

-- The changes of one price, next to one another: whether it goes to and fro is found out when the list is read.
CREATE INDEX catalog_changes_prices ON catalog_changes (model_id, field, observed_at, seq) WHERE kind = 'price_changed' AND NOT scheduled;

-- How often the past was written anew. Whoever keeps answers about the past drops them when it grows.
CREATE TABLE catalog_history (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  rewrites bigint NOT NULL DEFAULT 0
);
INSERT INTO catalog_history DEFAULT VALUES;

UPDATE modelkeep_schema SET version = 3;
