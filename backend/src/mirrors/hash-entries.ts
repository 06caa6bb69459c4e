import type { MirrorEntry } from '@modelkeep/catalog/mirrors/mirror-entry'
import { contentHash } from '../catalogue/content.js'
import { mapInSlices } from '../lib/time-slices.js'

/** The hash of each entry by its key, in order, and the JSON of each by its hash. */
export async function hashEntries(
  entries: readonly MirrorEntry[],
): Promise<{ hashes: Map<string, string>; bodies: Map<string, string> }> {
  const bodies = new Map<string, string>()
  const hashed = await mapInSlices(entries, ({ key, value }): [string, string] => {
    const body = JSON.stringify(value)
    const hash = contentHash(body)
    bodies.set(hash, body)
    return [key, hash]
  })
  return { hashes: new Map(hashed), bodies }
}
