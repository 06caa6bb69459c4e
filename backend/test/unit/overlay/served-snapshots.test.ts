import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import { createViews } from '../../../src/http/bodies/catalogue-view.js'
import { createResponseCache } from '../../../src/http/response/response-cache.js'
import { createServedSnapshots } from '../../../src/http/served-snapshots.js'
import { createEvents } from '../../../src/observe/events.js'
import { createOverlayStore } from '../../../src/overlay/overlay-store.js'
import type { Snapshot } from '../../../src/snapshot/snapshot.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { until } from '../../helpers/test-app.js'

const dir = mkdtempSync(join(tmpdir(), 'modelkeep-served-'))
afterAll(() => rmSync(dir, { recursive: true }))
const path = join(dir, 'own.json')
const write = (prompt: string): void =>
  writeFileSync(path, JSON.stringify({ prices: [{ id: 'a/one', pricing: { prompt } }] }))

async function start(hasOverlay = true) {
  write('1')
  const clock = createFakeClock('2026-03-01T00:00:00Z')
  const events = createEvents()
  const overlay = hasOverlay ? await createOverlayStore(path, { clock, events }) : null
  const saved: Snapshot[] = []
  const responseCache = createResponseCache(1_000_000)
  const file = { save: async (snapshot: Snapshot) => void saved.push(snapshot) } as never
  const { signal: stopping } = new AbortController()
  const parts = { clock, ttlMs: 300_000, responseCache, file, events, views: createViews(), stopping, overlay }
  const { snapshots, served } = createServedSnapshots(parts)
  const upstream = (extra: Record<string, unknown> = {}): Snapshot => ({
    catalogue: createCatalogue([exampleModel('a/one', extra) as never]),
    tier: 'upstream',
    changedAt: clock.now(),
    confirmedAt: clock.now(),
  })
  const shown = (): unknown => served.current()?.catalogue.byId.get('a/one')?.raw.pricing?.prompt
  const isPrebuilt = (): boolean => responseCache.get('/api/models') !== undefined
  return { clock, overlay: overlay!, saved, snapshots, served, upstream, shown, isPrebuilt }
}

describe('the snapshots that are served', () => {
  it('are the very same without an overlay', async () => {
    const { snapshots, served } = await start(false)
    expect(served).toBe(snapshots)
  })

  it('have the overlay for clients alone: what is saved, compared and confirmed is upstream’s', async () => {
    const { snapshots, served, upstream, saved, shown, isPrebuilt, clock } = await start()
    const first = upstream()
    await snapshots.offer(first)
    expect(await served.first()).toBe(served.current())
    expect([shown(), isPrebuilt()]).toEqual(['1', true])
    expect(snapshots.current()).toBe(first)
    expect(saved).toEqual([first])
    expect(served.current()!.catalogue.hash).not.toBe(first.catalogue.hash)
    clock.set(clock.now() + 5_000)
    expect(served.ageMsOf(served.current()!)).toBe(5_000)
    snapshots.confirm(first.catalogue.hash, clock.now())
    expect([served.ageMs(), served.ageMsOf(served.current()!), served.confirmedAt()]).toEqual([0, 0, clock.now()])
  })

  it('show the newest overlay, and have prebuilt responses, when a reload and a sync meet', async () => {
    const { snapshots, upstream, shown, isPrebuilt, overlay, clock } = await start()
    await snapshots.offer(upstream())
    for (const [nr, prompt] of ['2', '3', '4'].entries()) {
      write(prompt)
      clock.set(clock.now() + 1_000)
      const swapped = snapshots.offer(upstream({ context_length: 1_000 + nr }))
      await overlay.reload()
      expect(await swapped).toBe(true)
      await until(() => shown() === prompt && isPrebuilt())
    }
  })
})
