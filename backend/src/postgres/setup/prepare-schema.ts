import type { ClientBase } from 'pg'
import { PrivilegeMissing } from '../database-error.js'
import { whyNotAdoptable } from './adoptable-table.js'
import { foreignTable, quoted, type Installation } from './installation.js'

/** The tables of an installation, besides `modelkeep_migrations` and `modelkeep_schema`. */
const tables = [
  'ai_models',
  'catalog_syncs',
  'catalog_orders',
  'model_contents',
  'model_versions',
  'catalog_changes',
  'catalog_lease',
  'quarantined_payloads',
  'mirrored_documents',
  'catalog_history',
]

interface Relation {
  oid: number
  name: string
  owner: string
  /** Whether the role may act as the owner. */
  owned: boolean
}

/**
 * Checks, before a migration, that it may run in the current schema. Changes nothing.
 *
 * @returns whether there is an older `ai_models` to adopt
 * @throws PrivilegeMissing with the statement that grants what is missing @throws ForeignTable
 */
export async function assertMigratable(client: ClientBase, installation: Installation): Promise<boolean> {
  const { role, schema, mayCreate, version } = installation
  const found = await relations(client)
  if (version !== null) {
    assertOwned(found, installation)
    return false
  }
  const other = found.find(({ name }) => name !== 'ai_models')
  if (other) throw foreignTable(schema, other.name, 'there is no modelkeep_schema beside it')
  const older = found[0]
  const problem = older && (await whyNotAdoptable(client, older.oid))
  if (problem) throw foreignTable(schema, 'ai_models', problem)
  if (!mayCreate)
    throw new PrivilegeMissing(
      `the role ${quoted(role)} lacks the privilege CREATE on the schema ${quoted(schema)}: run GRANT CREATE ON SCHEMA ${quoted(schema)} TO ${quoted(role)} as the owner of the database, or CREATE SCHEMA AUTHORIZATION ${quoted(role)} for a schema of its own`,
    )
  if (older && !older.owned)
    throw new PrivilegeMissing(
      `the table ${quoted(schema)}."ai_models" is to be adopted, and belongs to the role ${quoted(older.owner)}: run ALTER TABLE ${quoted(schema)}."ai_models" OWNER TO ${quoted(role)}`,
    )
  return older !== undefined
}

/** Migrations alter tables, which only their owner may. */
function assertOwned(found: readonly Relation[], { role, schema, mayCreate }: Installation): void {
  const [foreign] = found.filter(({ owned }) => !owned)
  if (foreign)
    throw new PrivilegeMissing(
      `the database's schema is older than the program, and its tables belong to another role than ${quoted(role)}: run modelkeep migrate as ${quoted(foreign.owner)}, then ops/roles.sql if you use it`,
    )
  if (!mayCreate)
    throw new PrivilegeMissing(
      `the database's schema is older than the program, and the role ${quoted(role)} lacks the privilege CREATE on the schema ${quoted(schema)}: run GRANT CREATE ON SCHEMA ${quoted(schema)} TO ${quoted(role)}`,
    )
}

async function relations(client: ClientBase): Promise<Relation[]> {
  const { rows } = await client.query<Relation>(
    `SELECT oid::bigint AS oid, relname::text AS name, pg_get_userbyid(relowner)::text AS owner, pg_has_role(relowner, 'USAGE') AS owned
     FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
       AND relname = ANY ($1::text[]) ORDER BY relname`,
    [tables],
  )
  return rows
}
