-- Up Migration

-- Since when a watch looks for milestones: those that had passed before are not announced.
ALTER TABLE watches ADD COLUMN milestones_since timestamptz NOT NULL DEFAULT now();
UPDATE watches SET milestones_since = created_at;

UPDATE modelkeep_schema SET version = 7;
