// Mirrored catalogues in PostgreSQL: each entry has versions, so that the document of any time can be put together.
import { contentHash } from '../catalogue/content.js'
import type { MirrorEntry } from '@modelkeep/catalog/mirrors/mirror-entry'
import type { Database } from '../postgres/database.js'
import type { Queryable } from '../postgres/queryable.js'
import { ADAPTERS, type MirrorSource } from './adapters.js'
import type { MirroredCatalogue } from './mirrored-catalogue.js'
import { bodiesOf, fetchAt, hashesAt, orderOf, type StoredFetch } from './queries/read-fetch.js'
import { confirmMirror, lockMirror, writeFetch } from './queries/write-fetch.js'

export interface StoredMirror {
  catalogue: MirroredCatalogue
  confirmedAt: number
}

/** The document that was accepted last, or last before a moment (Unix milliseconds). null: there was none. */
export function readMirror(db: Database, source: MirrorSource, moment: number | null): Promise<StoredMirror | null> {
  return db.transaction(
    async (tx) => {
      const fetch = await fetchAt(tx, source, moment)
      return fetch && { catalogue: await readCatalogue(tx, source, fetch), confirmedAt: fetch.confirmedAt }
    },
    { readOnly: true },
  )
}

async function readCatalogue(tx: Queryable, source: MirrorSource, fetch: StoredFetch): Promise<MirroredCatalogue> {
  const found = await hashesAt(tx, source, fetch.id)
  const bodies = await bodiesOf(tx, [...new Set(found.values())])
  const hashes = new Map((await orderOf(tx, fetch.orderHash)).map((key) => [key, found.get(key) ?? '']))
  const entries: MirrorEntry[] = [...hashes].map(([key, hash]) => ({
    key,
    value: JSON.parse(bodies.get(hash) ?? 'null'),
  }))
  const { observedAt, etag, lastModified } = fetch
  return { source, document: ADAPTERS[source].join(entries), hashes, changedAt: observedAt, etag, lastModified }
}

/**
 * Stores a document unless it is the newest one already. `bodies`: the JSON of each entry by its hash.
 * @returns when the stored document was observed first, in Unix milliseconds; null: a newer one is stored, and nothing was changed
 */
export function commitMirror(
  db: Database,
  { source, hashes, changedAt, etag, lastModified }: MirroredCatalogue,
  bodies: ReadonlyMap<string, string>,
): Promise<number | null> {
  return db.transaction(async (tx) => {
    await lockMirror(tx, source)
    const newest = await fetchAt(tx, source, null)
    const before = newest === null ? new Map<string, string>() : await hashesAt(tx, source, newest.id)
    const orderJson = JSON.stringify([...hashes.keys()])
    const orderHash = contentHash(orderJson)
    const isSame = newest?.orderHash === orderHash && [...hashes].every(([key, hash]) => before.get(key) === hash)
    // Versions are in the order of the fetches.
    if (newest !== null && !isSame && newest.observedAt > changedAt) return null
    if (!isSame)
      await writeFetch(
        tx,
        { source, observedAt: changedAt, etag, lastModified, bodies, hashes, orderHash, orderJson },
        before,
      )
    await confirmMirror(tx, source, changedAt)
    return isSame ? newest.observedAt : changedAt
  })
}
