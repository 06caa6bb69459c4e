-- Up Migration

-- Other upstream documents (endpoints of a model, providers), unmodified, stored on demand. `confirmed_at`: when upstream last returned
-- this content; `changed_at`: when this content was first seen.
CREATE TABLE mirrored_documents (
  path text PRIMARY KEY,
  body text NOT NULL,
  hash text NOT NULL,
  changed_at timestamptz NOT NULL,
  confirmed_at timestamptz NOT NULL
);

UPDATE modelkeep_schema SET version = 2;
