import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createEvents } from '../../../src/observe/events.js'
import { createOverlayStore } from '../../../src/overlay/overlay-store.js'
import { createFakeClock } from '../../helpers/fake-clock.js'

const dir = mkdtempSync(join(tmpdir(), 'modelkeep-overlay-'))
afterAll(() => rmSync(dir, { recursive: true }))

const begins = Date.parse('2026-03-01T00:00:10Z')

/** A store with a price that begins after ten seconds. */
async function start() {
  const path = join(dir, 'own.json')
  const price = { id: 'a/one', pricing: { prompt: '1' }, from: new Date(begins).toISOString() }
  writeFileSync(path, JSON.stringify({ prices: [price] }))
  const clock = createFakeClock('2026-03-01T00:00:00Z')
  const store = await createOverlayStore(path, { clock, events: createEvents() })
  const changes: boolean[] = []
  store.onChange((reloaded) => void changes.push(reloaded))
  const stopping = new AbortController()
  const run = (): void => void store.run(stopping.signal).catch(() => {})
  return { clock, changes, run, stop: () => stopping.abort() }
}

it('announces an entry that begins, also if the timer ends early and the moment passes right after', async () => {
  const { clock, changes, run, stop } = await start()
  run()
  const { now } = clock
  let reads = 0
  clock.now = () => (now() >= begins && reads++ === 0 ? begins - 1 : now())
  await clock.advance(10_000)
  await clock.advance(1)
  expect(changes).toEqual([false])
  await clock.advance(100_000)
  expect(changes).toEqual([false])
  stop()
})

it('announces an entry that began between the reading of the file and the start', async () => {
  const { clock, changes, run, stop } = await start()
  clock.set(begins + 1)
  run()
  expect(changes).toEqual([false])
  stop()
})
