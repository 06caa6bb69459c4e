import type { ClientBase } from 'pg'
import { DatabaseUnavailable, failureOf, ForeignTable, PrivilegeMissing, type Grantee } from '../database-error.js'
import type { DatabaseSchema } from '../queries/newest-sync.js'

/** What a connection finds in its current schema, the first of its search_path. Everything of one installation is in one schema. */
export interface Installation {
  role: string
  schema: string
  /** Whether the role may create tables in the schema. */
  mayCreate: boolean
  /** null if the schema contains no installation. */
  version: DatabaseSchema | null
}

interface Found {
  role: string
  schema: string | null
  search_path: string
  may_create: boolean
  /** The columns of `modelkeep_schema` that the program reads; null: there is no such table. */
  columns: number | null
}

/** @throws PrivilegeMissing if the role has no current schema @throws ForeignTable if its `modelkeep_schema` is not ours */
export async function readInstallation(client: ClientBase): Promise<Installation> {
  const { rows } = await client.query<Found>(
    `SELECT current_user::text AS role, current_schema()::text AS schema, current_setting('search_path') AS search_path,
       has_schema_privilege(current_schema(), 'CREATE') AS may_create,
       (SELECT count(a.attname)::int FROM pg_class AS c
        LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname IN ('version', 'compatible_from')
        WHERE c.relname = 'modelkeep_schema'
          AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
        GROUP BY c.oid) AS columns`,
  )
  const { role, schema, search_path: path, may_create: mayCreate, columns } = rows[0]!
  if (schema === null) throw new PrivilegeMissing(noSchema(role, path))
  if (/['"\\]/.test(schema))
    throw new PrivilegeMissing(
      `the schema ${schema} has a quote or a backslash in its name, which migrations do not support: use another schema`,
    )
  if (columns === null) return { role, schema, mayCreate, version: null }
  if (columns !== 2) throw foreignTable(schema, 'modelkeep_schema', 'it has other columns')
  return { role, schema, mayCreate, version: await readVersion(client, { role: quoted(role), schema: quoted(schema) }) }
}

async function readVersion(client: ClientBase, who: Grantee): Promise<DatabaseSchema | null> {
  try {
    const { rows } = await client.query<DatabaseSchema>('SELECT version, compatible_from FROM modelkeep_schema')
    return rows[0] ?? null
  } catch (error) {
    const failure = failureOf(error, who)
    throw failure === null ? error : new DatabaseUnavailable(failure, error)
  }
}

function noSchema(role: string, path: string): string {
  const [first = ''] = path.split(',')
  const name = path === '' || path.includes('"$user"') ? '' : `${first} `
  return `the role ${quoted(role)} may use none of the schemas of its search_path (${path}): run CREATE SCHEMA ${name}AUTHORIZATION ${quoted(role)} as the owner of the database`
}

/** The refusal of a table, view or other relation of the schema. */
export function foreignTable(schema: string, name: string, why: string): ForeignTable {
  return new ForeignTable(
    `the table ${quoted(schema)}.${quoted(name)} was not made by Modelkeep: ${why}; rename it, or give Modelkeep a schema of its own (search_path)`,
  )
}

/** A name as an SQL identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
