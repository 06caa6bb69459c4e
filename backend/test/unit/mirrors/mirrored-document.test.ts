import { expect, it } from 'vitest'
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import type { RemovedModel } from '@modelkeep/catalog/model/removed-model'
import { respondWithMirror, type MirrorServices } from '../../../src/http/bodies/mirrored-document.js'
import type { ComputedResponse, DocumentBasis } from '../../../src/http/route.js'
import type { MirroredCatalogue } from '../../../src/mirrors/mirrored-catalogue.js'

const catalogueOf = (changedAt: number): MirroredCatalogue => ({
  source: 'litellm',
  document: { gpt: { mode: 'chat' } },
  hashes: new Map([['gpt', 'hash']]),
  changedAt,
  etag: null,
  lastModified: null,
})

/** A service whose mirror and catalogue were confirmed at these times. */
function serviceWith() {
  const times = { mirror: 1_000, ours: 2_000 }
  const held = {
    mirrored: catalogueOf(500),
    snapshot: { catalogue: createCatalogue([]), changedAt: 700, confirmedAt: 0 },
    removed: [] as RemovedModel[],
  }
  const mirror = {
    source: 'litellm',
    served: () => ({ catalogue: held.mirrored, tier: 'upstream', confirmedAt: times.mirror }),
  }
  const services = {
    mirrors: { get: () => mirror },
    lifecycle: { facts: () => ({ removed: held.removed }) },
    clock: { now: () => 1_500 },
    currentSnapshot: async () => held.snapshot,
    confirmedAt: () => times.ours,
  } as unknown as MirrorServices
  const respond = (query = {}): Promise<ComputedResponse> => respondWithMirror('litellm', query, services)
  return { times, held, respond }
}

const documentOf = ({ basis }: ComputedResponse) => (basis as DocumentBasis).document

it('is as old as the older of its parts, and stays one response while they are only confirmed', async () => {
  const { times, respond } = serviceWith()
  const document = documentOf(await respond())
  expect([document.confirmedAt, document.changedAt]).toEqual([1_000, 700])
  times.mirror = 3_000
  expect(document.confirmedAt).toBe(2_000)
  times.ours = 4_000
  expect(document.confirmedAt).toBe(3_000)
  expect(documentOf(await respond())).toBe(document)
})

it('is another response when either part changes', async () => {
  const { held, respond } = serviceWith()
  const first = documentOf(await respond())
  held.mirrored = catalogueOf(800)
  const second = documentOf(await respond())
  expect(second).not.toBe(first)
  expect(second.changedAt).toBe(800)
  held.snapshot = { ...held.snapshot, catalogue: createCatalogue([]), changedAt: 900 }
  expect(documentOf(await respond()).changedAt).toBe(900)
  // Removals become known after the catalogue without them is served.
  held.removed = [{ id: 'a/gone', name: 'Gone', removed_at: '1970-01-01T00:00:00.900Z' }]
  const third = await respond()
  expect([documentOf(third).changedAt, third.headers?.[1]]).toEqual([
    1_500,
    'mirror=1, openrouter=0, removed=1, omitted=0',
  ])
})

it('is as old as the mirror without our part', async () => {
  const { times, respond } = serviceWith()
  times.mirror = 5_000
  const document = documentOf(await respond({ mirror_only: true }))
  expect([document.confirmedAt, document.changedAt]).toEqual([5_000, 500])
})

it('has a later date when removed models become known, also together with the same catalogues as other objects', async () => {
  const { held, respond } = serviceWith()
  const first = documentOf(await respond())
  held.removed = [{ id: 'a/gone', name: 'Gone', removed_at: '2026-07-01T00:00:00.000Z' }]
  held.mirrored = catalogueOf(500)
  const second = documentOf(await respond())
  expect([first.changedAt, second.changedAt]).toEqual([700, 1_500])
  held.removed = [...held.removed]
  expect(documentOf(await respond()).changedAt).toBe(1_500)
})
