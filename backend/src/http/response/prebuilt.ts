import { setImmediate as nextTick } from 'node:timers/promises'
import type { Catalogue } from '../../catalogue/catalogue.js'
import { mapInSlices } from '../../lib/time-slices.js'
import type { Snapshot } from '../../snapshot/snapshot.js'
import type { Views } from '../bodies/catalogue-view.js'
import { createCachedResponse, type CachedResponse } from './cached-response.js'
import { countBody, listBody, listQueryOf, official, plain } from '../bodies/models.js'
import { rowOf } from '../bodies/model-rows.js'

export type PrebuiltResponses = ReadonlyMap<string, CachedResponse>

/**
 * The most requested responses, built before the snapshot is served: the two lists and their counts. None depends on the time. The
 * rows that all other responses consist of are serialised as well. Works in time slices of a few milliseconds.
 */
export async function prebuildResponses(snapshot: Snapshot, views: Views): Promise<PrebuiltResponses> {
  await nextTick()
  const view = await views.prepare(snapshot.catalogue)
  await serialiseRows(snapshot.catalogue)
  const responses = new Map<string, CachedResponse>()
  for (const family of [plain, official]) {
    await nextTick()
    const query = listQueryOf(family).parse({})
    const [list, count] = [listBody(family, { view, now: 0 }, query), countBody({ view, now: 0 }, query)]
    responses.set(`${family.root}/models`, createCachedResponse(list, snapshot))
    responses.set(`${family.root}/models/count`, createCachedResponse(count, snapshot))
  }
  return responses
}

/** Compresses them in every encoding, one at a time. A failure leaves a variant to the first request for it. */
export async function compressResponses(responses: PrebuiltResponses): Promise<void> {
  for (const response of responses.values()) {
    const joined = response.join()
    for (const variant of response.variants) await variant.load(joined).catch(() => {})
  }
}

async function serialiseRows({ entries }: Catalogue): Promise<void> {
  await mapInSlices(entries, (entry) => {
    rowOf('plain', entry)
    rowOf('official', entry)
  })
}
