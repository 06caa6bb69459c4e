-- Up Migration

-- A saved filter over changes, plus a destination.
CREATE TABLE watches (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  filter jsonb NOT NULL,
  -- Days before the expiry date of a model.
  milestones integer[] NOT NULL,
  grouping text NOT NULL CHECK (grouping IN ('each', 'hourly', 'daily')),
  -- What may be shown of the destination.
  destination jsonb NOT NULL,
  -- The rest of it, encrypted with WATCH_SECRET_KEY; null: there is no secret.
  secrets bytea,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'disabled')),
  -- Why it is paused or disabled, unless somebody asked for that.
  state_reason text,
  -- Failed attempts since the last success.
  failures integer NOT NULL DEFAULT 0,
  -- `file`: defined by WATCHES_FILE.
  source text NOT NULL CHECK (source IN ('api', 'file')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- The outbox: what is to be sent, written in the transaction of the sync that it is about. A message holds one event, or the events of
-- a digest.
CREATE TABLE watch_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  watch_id bigint NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
  -- What it is about: no watch gets two events about the same.
  key text NOT NULL,
  sync_id bigint,
  item jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Not before; later after failed attempts.
  due_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
  -- The message that it is part of, from the first attempt on. Receivers see this id, the same in all attempts.
  message_id uuid,
  attempts integer NOT NULL DEFAULT 0,
  -- Until then, the process that claimed it delivers it.
  claimed_until timestamptz,
  settled_at timestamptz,
  UNIQUE (watch_id, key)
);
CREATE INDEX watch_events_pending ON watch_events (watch_id, id) WHERE state = 'pending';
CREATE INDEX watch_events_claimed ON watch_events (watch_id) WHERE claimed_until IS NOT NULL;
CREATE INDEX watch_events_message ON watch_events (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX watch_events_settled ON watch_events (settled_at) WHERE state <> 'pending';

-- Every attempt to deliver a message.
CREATE TABLE watch_deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  watch_id bigint NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
  message_id uuid NOT NULL,
  attempt integer NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  outcome text NOT NULL CHECK (outcome IN ('delivered', 'failed')),
  -- The HTTP status; null: there was no HTTP response.
  status integer,
  latency_ms integer NOT NULL,
  -- The first line of the response, or why there was none.
  detail text NOT NULL
);
CREATE INDEX watch_deliveries_message ON watch_deliveries (message_id, id);
CREATE INDEX watch_deliveries_at ON watch_deliveries (at);

UPDATE modelkeep_schema SET version = 6;
