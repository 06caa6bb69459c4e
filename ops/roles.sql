-- Two roles for a database of Modelkeep, so that what faces the network cannot change what was:
--
--   modelkeep_owner  owns the tables: `modelkeep migrate`, `modelkeep import`
--   modelkeep_serve  `modelkeep serve` and `modelkeep sync`: adds to history, and can neither change nor delete nor truncate it
--
-- Run it on the program's database as a superuser, or as the owner of the database with CREATEROLE; before the first
-- `modelkeep migrate`, and again after each one. It may be run any number of times.
--
--   psql --set ON_ERROR_STOP=1 --single-transaction --file ops/roles.sql "$ADMIN_URL"
--
-- Neither role has a password yet: `\password modelkeep_owner`, `\password modelkeep_serve`.

DO $roles$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'modelkeep_owner') THEN CREATE ROLE modelkeep_owner LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'modelkeep_serve') THEN CREATE ROLE modelkeep_serve LOGIN; END IF;
  -- Only a superuser may hand tables to a role that he is not a member of.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN EXECUTE format('GRANT modelkeep_owner TO %I', current_user); END IF;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO modelkeep_owner, modelkeep_serve', current_database());
END
$roles$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO modelkeep_owner;
GRANT USAGE ON SCHEMA public TO modelkeep_serve;

-- A table that a later migration makes can be read and added to at once; what else it needs, the file of that release says.
ALTER DEFAULT PRIVILEGES FOR ROLE modelkeep_owner IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO modelkeep_serve;

DO $tables$
DECLARE
  known record;
BEGIN
  -- Beside SELECT. `-`: nothing. What is history (orders, contents, versions) can only be added to.
  FOR known IN
    SELECT * FROM (VALUES
      ('modelkeep_schema', '-'),
      ('modelkeep_migrations', '-'),
      ('catalog_orders', 'INSERT'),
      ('model_contents', 'INSERT'),
      ('model_versions', 'INSERT'),
      -- A sync that found nothing new becomes one that did when an older observation comes in from the spool; rows without news are
      -- thinned. Which rows, is said by the policies below.
      ('catalog_syncs', 'INSERT, DELETE, UPDATE (status, added, changed, removed)'),
      -- Derived from the versions, and derived anew with such an observation.
      ('catalog_changes', 'INSERT, DELETE, UPDATE (kind)'),
      ('catalog_history', 'UPDATE (rewrites)'),
      ('ai_models', 'INSERT, UPDATE'),
      ('catalog_lease', 'INSERT, UPDATE'),
      -- Bounded: the oldest give way. No part of history.
      ('quarantined_payloads', 'INSERT, UPDATE, DELETE'),
      ('mirrored_documents', 'INSERT, UPDATE')
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

-- The sync log: any row may be read and added. The owner is not bound by this.
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
