import { once } from 'node:events'
import { expect, it } from 'vitest'
import { createMirrors } from '../../../src/mirrors/create-mirrors.js'
import { createEvents } from '../../../src/observe/events.js'
import type { Database } from '../../../src/postgres/database.js'
import { createFakeClock } from '../../helpers/fake-clock.js'

it('a failure in the background says which mirror it is of', async () => {
  const events = createEvents()
  const mirrors = createMirrors(
    { urls: { litellm: 'http://127.0.0.1:9/none' } },
    {
      db: { onChange: () => {}, status: () => ({ state: 'off' }) } as unknown as Database,
      clock: createFakeClock('2026-07-01T00:00:00Z'),
      events,
      dataDir: '/nowhere',
      limits: { maxShrinkPercent: 20, maxGrowthPercent: 100 },
      maxBytes: 1_000,
      intervalMs: 60_000,
    },
  )
  const stop = new AbortController()
  const trouble = once(events, 'trouble')
  const running = mirrors.run(stop.signal)
  expect(await trouble).toMatchObject([
    { what: 'mirror_not_synced', error: { message: expect.stringMatching(/^litellm: /) } },
  ])
  stop.abort()
  await running
})
