import type { Snapshot } from '../snapshot/snapshot.js'
import type { CatalogueView } from './catalogue-view.js'
import { createEntry, type Entry } from './entry.js'
import { countAnswer, listAnswer, official, parseFor, plain } from './model-answers.js'

/** The answers that are asked for most, ready before the snapshot is served. None of them depends on the time. */
export async function warmEntries(snapshot: Snapshot, view: CatalogueView): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  for (const family of [plain, official]) {
    const query = parseFor(family, {})
    entries.set(`${family.root}/models`, await createEntry(listAnswer(family, { view, now: 0 }, query), snapshot))
    entries.set(`${family.root}/models/count`, await createEntry(countAnswer({ view, now: 0 }, query), snapshot))
  }
  return entries
}
