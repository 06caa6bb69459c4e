import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { listChanges, type ChangesFound } from '../../history/changes/list-changes.js'
import type { Queryable } from '../../postgres/queryable.js'

const pageSize = 1_000

/** All changes observed at or after a time (Unix milliseconds), oldest first, with flapping prices merged. */
export async function changesSince(tx: Queryable, since: number): Promise<ListedChange[]> {
  const found: ListedChange[] = []
  for (let next: ChangesFound['next'] | undefined; next !== null;) {
    const page = await listChanges(tx, { since: new Date(since).toISOString() }, { limit: pageSize, after: next })
    found.push(...page.changes)
    next = page.next
  }
  return found.toReversed()
}
