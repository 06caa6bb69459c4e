-- Up Migration

-- Each run of `modelkeep import` that added something, so that it can be undone. The rows that it added carry its id.
CREATE TABLE catalog_imports (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  started_by text NOT NULL DEFAULT current_user,
  files text[] NOT NULL,
  syncs integer NOT NULL DEFAULT 0,
  versions integer NOT NULL DEFAULT 0,
  changes integer NOT NULL DEFAULT 0,
  undone_at timestamptz,
  undone_by text
);
ALTER TABLE catalog_syncs ADD COLUMN import_id bigint REFERENCES catalog_imports (id);
CREATE INDEX catalog_syncs_import ON catalog_syncs (import_id) WHERE import_id IS NOT NULL;

-- Only the role that owns the tables may rewrite history. Other roles, such as modelkeep_serve of ops/roles.sql, may add what is at most
-- 30 days older than the newest sync, which is how long spooled observations can be committed late. Without this, whoever takes over the
-- service could add a past to any model. A newest sync in the future does not count, or it would keep everybody from adding anything.
-- SQLSTATE 23514 makes the service put a refused observation aside instead of trying it again. Names are qualified, because a
-- temporary table could hide catalog_syncs.
CREATE FUNCTION modelkeep_refuse_old_history() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  oldest timestamptz;
  refused boolean;
BEGIN
  IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN RETURN NULL; END IF;
  EXECUTE format('SELECT least(max(observed_at), now()) - interval ''30 days'' FROM %I.catalog_syncs', TG_TABLE_SCHEMA) INTO oldest;
  SELECT EXISTS (SELECT FROM inserted WHERE observed_at < oldest) INTO refused;
  IF NOT refused AND TG_TABLE_NAME <> 'catalog_syncs' THEN
    EXECUTE format(
      'SELECT EXISTS (
         SELECT FROM inserted JOIN %I.catalog_syncs AS sync ON sync.id = inserted.sync_id
         WHERE abs(extract(epoch FROM sync.observed_at - inserted.observed_at)) > 0.001)', TG_TABLE_SCHEMA) INTO refused;
  END IF;
  IF refused THEN
    RAISE EXCEPTION 'the role % may not add history from before %', current_user, oldest
      USING ERRCODE = 'check_violation', HINT = 'Only the role that owns the tables may, as with modelkeep import.';
  END IF;
  RETURN NULL;
END
$function$;

CREATE TRIGGER refuse_old_history AFTER INSERT ON catalog_syncs REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION modelkeep_refuse_old_history();
CREATE TRIGGER refuse_old_history AFTER INSERT ON model_versions REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION modelkeep_refuse_old_history();
CREATE TRIGGER refuse_old_history AFTER INSERT ON catalog_changes REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION modelkeep_refuse_old_history();

UPDATE modelkeep_schema SET version = 5;
