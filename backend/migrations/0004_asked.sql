-- Up Migration

-- When a holder last went upstream, noted before it asks: whoever dies, is paused or cannot commit after that has asked all the same.
-- By the clock of that holder, as `observed_at` of a sync is. Programs that do not know of it go by the syncs alone.
ALTER TABLE catalog_lease ADD COLUMN asked_at timestamptz;

UPDATE modelkeep_schema SET version = 4;
