import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { plainText } from './terminal.js'

/** A sync in one line. */
export function syncText({ id, status, model_count, added, changed, removed, detail }: Sync): string {
  const counts = `${model_count ?? 0} models, ${added} added, ${changed} changed, ${removed} removed`
  return plainText(`sync ${id ?? '(not committed)'} ${status}: ${counts}${detail ? `; ${detail}` : ''}`)
}
