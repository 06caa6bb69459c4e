import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Catalogue } from '../../catalogue/catalogue.js'
import type { Snapshot } from '../../snapshot/snapshot.js'
import { mapInSlices } from '../../lib/time-slices.js'
import type { Views } from '../bodies/catalogue-view.js'
import { createCachedResponse, type CachedResponse } from './cached-response.js'
import { countAnswer, listAnswer, official, parseFor, plain } from '../bodies/models.js'
import { rowOf } from '../bodies/model-rows.js'

export type PrebuiltResponses = ReadonlyMap<string, CachedResponse>

/**
 * The answers that are asked for most, ready before the snapshot is served; none of them depends on the time. Everything else is
 * made of rows that are ready as well. The work is done in turns of a few milliseconds, between which requests are answered.
 * Compressed forms are those of `previous` where the content is the same. Which others are to be made is seen from what `previous`
 * was asked for: a list, or an encoding, that nobody wanted is not compressed before somebody does; all are where nobody wanted any.
 */
export async function prebuildResponses(
  snapshot: Snapshot,
  views: Views,
  previous: PrebuiltResponses = new Map(),
): Promise<PrebuiltResponses> {
  await nextTurn()
  const view = await views.prepare(snapshot.catalogue)
  await warmRows(snapshot.catalogue)
  const entries = new Map<string, CachedResponse>()
  for (const family of [plain, official]) {
    await nextTurn()
    const query = parseFor(family, {})
    entries.set(`${family.root}/models`, createCachedResponse(listAnswer(family, { view, now: 0 }, query), snapshot))
    entries.set(`${family.root}/models/count`, createCachedResponse(countAnswer({ view, now: 0 }, query), snapshot))
  }
  const known = [...previous.values()].some(({ asked }) => asked.length > 0)
  for (const [url, entry] of entries) {
    if (known) entry.expected = previous.get(url)?.asked ?? []
    entry.takeOver(previous.get(url))
  }
  return entries
}

/** The lists in the encodings that are expected, at a level that takes milliseconds. */
export async function compressQuickly(entries: PrebuiltResponses): Promise<void> {
  for (const entry of entries.values()) await entry.makeExpected()
}

/** Six times today's list. A thread that compresses cannot be stopped, and the program waits for it when it ends. */
const largestBest = 4 * 1024 ** 2

/** Then, one after the other, at the best level: given up as soon as they are no longer `wanted`. */
export async function compressBest(entries: PrebuiltResponses, wanted: () => boolean): Promise<void> {
  const all = [...entries.values()]
    .filter(({ length }) => length <= largestBest)
    .flatMap((entry) => entry.expected.map((encoding) => ({ entry, encoding })))
  for (const { entry, encoding } of all) {
    if (!wanted()) return
    await entry.improve(encoding)
  }
}

async function warmRows({ entries }: Catalogue): Promise<void> {
  await mapInSlices(entries, (entry) => {
    rowOf('plain', entry)
    rowOf('official', entry)
  })
}
