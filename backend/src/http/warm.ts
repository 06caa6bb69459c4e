import type { Snapshot } from '../snapshot/snapshot.js'
import { createEntry, type Entry } from './entry.js'
import { countAnswer, listAnswer, official, plain } from './model-answers.js'

/** The answers that are asked for most, ready before the snapshot is served. */
export async function warmEntries(snapshot: Snapshot): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  for (const family of [plain, official]) {
    entries.set(`${family.root}/models`, await createEntry(listAnswer(family, snapshot, {}), snapshot))
    entries.set(`${family.root}/models/count`, await createEntry(countAnswer(family, snapshot, {}), snapshot))
  }
  return entries
}
