import type { Queryable } from '../queryable.js'

/** What one import has added so far. */
export interface ImportCounts {
  syncs: number
  versions: number
  changes: number
}

/** @returns the id of a new import */
export async function startImport(tx: Queryable, files: readonly string[]): Promise<number> {
  const [row] = await tx.query<{ id: number }>('INSERT INTO catalog_imports (files) VALUES ($1::text[]) RETURNING id', [
    files,
  ])
  return row!.id
}

/** Adds to the counts of an import. @returns false if it was undone in the meantime */
export async function countImported(
  tx: Queryable,
  id: number,
  { syncs, versions, changes }: ImportCounts,
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE catalog_imports SET syncs = syncs + $2, versions = versions + $3, changes = changes + $4
     WHERE id = $1 AND undone_at IS NULL RETURNING id`,
    [id, syncs, versions, changes],
  )
  return rows.length > 0
}
