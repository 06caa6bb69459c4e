/**
 * Which table called `ai_models` the first migration may adopt: exactly the shape that an older program made. Any other table of that
 * name belongs to somebody else, and adopting it would rewrite it.
 */
import type { ClientBase } from 'pg'

const text = ['character varying', 'text']
const times = ['timestamp with time zone', 'timestamp without time zone', 'date']
const numbers = ['smallint', 'integer', 'bigint', 'numeric']

/** The columns of the older shape, with the types that existed. `created` was a time, Unix seconds, or a time as text. */
const columnTypes: Readonly<Record<string, readonly string[]>> = {
  id: text,
  name: text,
  description: text,
  context_length: numbers,
  created: [...times, ...numbers, 'double precision', 'real', ...text],
}

interface Shape {
  kind: string
  columns: { name: string; type: string; computed: boolean }[] | null
  key: string[] | null
  constraints: string[] | null
  has_triggers: boolean
  has_rules: boolean
  has_policies: boolean
  is_inherited: boolean
}

const shapeOf = `
  SELECT c.relkind AS kind,
    (SELECT json_agg(json_build_object('name', attname, 'type', format_type(atttypid, NULL),
       'computed', attgenerated <> '' OR attidentity <> '') ORDER BY attnum)
     FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns,
    (SELECT array_agg(a.attname::text) FROM pg_index AS i
     JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
     WHERE i.indrelid = c.oid AND i.indisprimary) AS key,
    (SELECT array_agg(name) FROM (
       SELECT conname::text AS name FROM pg_constraint WHERE conrelid = c.oid AND contype NOT IN ('p', 'n')
       UNION SELECT indexrelid::regclass::text FROM pg_index
       WHERE indrelid = c.oid AND NOT indisprimary AND (indisunique OR indisexclusion)) AS further) AS constraints,
    EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal) AS has_triggers,
    c.relhasrules AS has_rules, c.relrowsecurity AS has_policies,
    EXISTS (SELECT FROM pg_inherits WHERE inhrelid = c.oid OR inhparent = c.oid) AS is_inherited
  FROM pg_class AS c WHERE c.oid = $1`

const kinds: Readonly<Record<string, string>> = {
  v: 'a view',
  m: 'a materialized view',
  f: 'a foreign table',
  p: 'a partitioned table',
}

/** Why the relation with this oid cannot be adopted; null: it can. */
export async function whyNotAdoptable(client: ClientBase, oid: number): Promise<string | null> {
  const { rows } = await client.query<Shape>(shapeOf, [oid])
  const shape = rows[0]!
  if (shape.kind !== 'r') return `it is ${kinds[shape.kind] ?? 'not a table'}`
  return columnsProblem(shape.columns ?? []) ?? keyProblem(shape) ?? behaviourProblem(shape)
}

function columnsProblem(columns: readonly { name: string; type: string; computed: boolean }[]): string | null {
  const names = columns.map(({ name }) => name)
  const further = names.filter((name) => !Object.hasOwn(columnTypes, name))
  if (further.length > 0) return `it has the columns ${further.join(', ')}`
  const missing = Object.keys(columnTypes).filter((name) => !names.includes(name))
  if (missing.length > 0) return `it lacks the columns ${missing.join(', ')}`
  const other = columns.find(({ name, type, computed }) => computed || !columnTypes[name]!.includes(type))
  return other ? `its column ${other.name} has the type ${other.type}${other.computed ? ', generated' : ''}` : null
}

function keyProblem({ key, constraints }: Shape): string | null {
  if (key?.join() !== 'id') return `its primary key is ${key === null ? 'missing' : `(${key.join(', ')})`}`
  return constraints === null ? null : `it has the constraints ${constraints.join(', ')}`
}

function behaviourProblem(shape: Shape): string | null {
  if (shape.has_triggers) return 'it has triggers'
  if (shape.has_rules) return 'it has rules'
  if (shape.has_policies) return 'it has row-level security'
  return shape.is_inherited ? 'it inherits from a table, or a table inherits from it' : null
}
