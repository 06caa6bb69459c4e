import type { Queryable } from '../queryable.js'

/** The database's role may not rewrite history. */
export class OwnerRequired extends Error {
  override readonly name = 'OwnerRequired'
  readonly code = 'owner_required'
}

/** @throws OwnerRequired unless the current role owns the tables, directly or as a member */
export async function assertOwner(db: Queryable): Promise<void> {
  const [row] = await db.query<{ role: string; owner: string; owns: boolean }>(
    `SELECT current_user AS role, pg_get_userbyid(relowner) AS owner, pg_has_role(current_user, relowner, 'USAGE') AS owns
     FROM pg_class WHERE oid = 'catalog_syncs'::regclass`,
  )
  if (row === undefined || row.owns) return
  throw new OwnerRequired(
    `only the role that owns the tables may rewrite history: connect as ${row.owner}; DATABASE_URL connects as ${row.role}`,
  )
}
