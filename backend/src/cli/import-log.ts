import type { LoggedImport } from '../postgres/queries/undone-import.js'
import { plainText } from './terminal.js'

/** What `import --undo` reports at its end. */
export function undoneLine({ id, syncs, versions, changes }: LoggedImport): string {
  return (
    `import ${id} is undone: ${syncs} syncs with ${versions} versions and ${changes} changes removed; ` +
    'a running service shows its next sync'
  )
}

/** What `import --list` prints: one import per line, newest first. */
export function importTable(imports: readonly LoggedImport[]): string {
  if (imports.length === 0) return 'there are no imports\n'
  return imports
    .map(({ id, started_at: startedAt, syncs, versions, changes, files, undone_at: undoneAt }) => {
      const undone = undoneAt === null ? '' : `, undone at ${time(undoneAt)}`
      const counts = `${syncs} syncs, ${versions} versions, ${changes} changes${undone}`
      return plainText(`${id}  ${time(startedAt)}  ${counts}  ${files.join(' ')}`) + '\n'
    })
    .join('')
}

function time(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19)}Z`
}
