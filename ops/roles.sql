-- Two roles for Modelkeep's database, so that the service cannot change history:
--
--   modelkeep_owner  owns the tables: `modelkeep migrate`, `modelkeep import`
--   modelkeep_serve  `modelkeep serve` and `modelkeep sync`: can add to history, but not change, delete or truncate it. A trigger of
--                    the schema refuses what is more than 30 days older than the newest sync.
--
-- Run this as a superuser, or as the database's owner with CREATEROLE, before the first `modelkeep migrate` and again after
-- each one. It can be run any number of times.
--
--   psql --set ON_ERROR_STOP=1 --single-transaction --file ops/roles.sql "$ADMIN_URL"
--
-- Then set passwords: `\password modelkeep_owner`, `\password modelkeep_serve`.

DO $roles$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'modelkeep_owner') THEN CREATE ROLE modelkeep_owner LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'modelkeep_serve') THEN CREATE ROLE modelkeep_serve LOGIN; END IF;
  -- Only a superuser may give tables to a role without being its member.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN EXECUTE format('GRANT modelkeep_owner TO %I', current_user); END IF;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO modelkeep_owner, modelkeep_serve', current_database());
END
$roles$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO modelkeep_owner;
GRANT USAGE ON SCHEMA public TO modelkeep_serve;

-- Tables of later migrations can be read and added to at once. Other privileges come with that release's version of this file.
ALTER DEFAULT PRIVILEGES FOR ROLE modelkeep_owner IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO modelkeep_serve;

DO $tables$
DECLARE
  known record;
BEGIN
  -- Privileges besides SELECT; `-`: none. History (orders, contents, versions, also of mirrors) is insert-only.
  FOR known IN
    SELECT * FROM (VALUES
      ('modelkeep_schema', '-'),
      ('modelkeep_migrations', '-'),
      ('catalog_orders', 'INSERT'),
      ('model_contents', 'INSERT'),
      ('model_versions', 'INSERT'),
      -- Replaying an older observation can turn an unchanged sync into an applied one, and old rows without news are thinned. The
      -- policies below restrict which rows.
      ('catalog_syncs', 'INSERT, DELETE, UPDATE (status, added, changed, removed)'),
      -- Derived from the versions, and derived again when an older observation is replayed.
      ('catalog_changes', 'INSERT, DELETE, UPDATE (kind)'),
      ('catalog_history', 'UPDATE (rewrites)'),
      ('ai_models', 'INSERT, UPDATE'),
      ('catalog_lease', 'INSERT, UPDATE'),
      -- Bounded by deleting the oldest; not part of history.
      ('quarantined_payloads', 'INSERT, UPDATE, DELETE'),
      ('mirrored_documents', 'INSERT, UPDATE'),
      ('mirror_sources', 'INSERT, UPDATE'),
      ('mirror_contents', 'INSERT'),
      ('mirror_orders', 'INSERT'),
      ('mirror_fetches', 'INSERT'),
      ('mirror_versions', 'INSERT'),
      ('watches', 'INSERT, UPDATE, DELETE'),
      ('watch_events', 'INSERT, UPDATE, DELETE'),
      ('watch_deliveries', 'INSERT, DELETE'),
      -- Written by `modelkeep import` only.
      ('catalog_imports', '-')
    ) AS granted (name, privileges)
  LOOP
    CONTINUE WHEN to_regclass(format('public.%I', known.name)) IS NULL;
    EXECUTE format('ALTER TABLE public.%I OWNER TO modelkeep_owner', known.name);
    EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC, modelkeep_serve', known.name);
    EXECUTE format('GRANT SELECT ON public.%I TO modelkeep_serve', known.name);
    IF known.privileges <> '-' THEN EXECUTE format('GRANT %s ON public.%I TO modelkeep_serve', known.privileges, known.name); END IF;
  END LOOP;
END
$tables$;

-- The sync log: every row may be read, any may be added. These policies do not bind the owner.
DO $syncs$
BEGIN
  IF to_regclass('public.catalog_syncs') IS NULL THEN RETURN; END IF;
  ALTER TABLE public.catalog_syncs ENABLE ROW LEVEL SECURITY;
  DROP POLICY IF EXISTS read_all ON public.catalog_syncs;
  DROP POLICY IF EXISTS add_any ON public.catalog_syncs;
  DROP POLICY IF EXISTS apply_unchanged ON public.catalog_syncs;
  DROP POLICY IF EXISTS thin_old ON public.catalog_syncs;
  CREATE POLICY read_all ON public.catalog_syncs FOR SELECT TO modelkeep_serve USING (true);
  CREATE POLICY add_any ON public.catalog_syncs FOR INSERT TO modelkeep_serve WITH CHECK (true);
  CREATE POLICY apply_unchanged ON public.catalog_syncs FOR UPDATE TO modelkeep_serve USING (status = 'unchanged') WITH CHECK (status = 'applied');
  CREATE POLICY thin_old ON public.catalog_syncs FOR DELETE TO modelkeep_serve USING (status <> 'applied' AND observed_at < now() - interval '30 days');
END
$syncs$;
