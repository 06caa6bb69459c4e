-- Up Migration

-- When a holder last started a fetch, recorded before the request is sent: the fetch counts even if the holder dies, is paused or cannot
-- commit afterwards. By the holder's clock, as `observed_at` of a sync is. Older programs ignore it.
ALTER TABLE catalog_lease ADD COLUMN asked_at timestamptz;

UPDATE modelkeep_schema SET version = 4;
