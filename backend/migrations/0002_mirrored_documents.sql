-- Up Migration

-- Other documents of upstream (endpoints of a model, providers), each as it came, kept on demand. `confirmed_at`: when
-- upstream last said just this; `changed_at`: when it last said something else.
CREATE TABLE mirrored_documents (
  path text PRIMARY KEY,
  body text NOT NULL,
  hash text NOT NULL,
  changed_at timestamptz NOT NULL,
  confirmed_at timestamptz NOT NULL
);

UPDATE modelkeep_schema SET version = 2;
