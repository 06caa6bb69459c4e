import { expect, it } from 'vitest'
import type { Events } from '../../src/observe/events.js'
import { exampleModel, startFakeUpstream } from '../helpers/fake-upstream.js'
import { withDatabase } from '../helpers/postgres.js'
import { startTcpFaultProxy, type TcpFault } from '../helpers/tcp-fault-proxy.js'
import { startTestApp, until } from '../helpers/test-app.js'

const models = (price: number) => [
  exampleModel('a/one', { pricing: { prompt: `0.0000${price}`, completion: '0.1' } }),
  exampleModel('a/two'),
]
const faults: readonly TcpFault[] = [
  { kind: 'reset' },
  { kind: 'refuse' },
  { kind: 'truncate', afterBytes: 2_000 },
  { kind: 'blackHole' },
]

/** Sockets, servers and child processes that would keep this process alive, except those of vitest. */
const resources = (): string[] =>
  process
    .getActiveResourcesInfo()
    .filter((what) => !/^(Timeout|Immediate|MessagePort|PipeWrap|TTYWrap|FSReq)/.test(what))
    .toSorted()
const listenersOf = (events: Events): number =>
  events.eventNames().reduce((sum, name) => sum + events.listenerCount(name), 0)

it('leaves no listener, socket or server behind after faults and a stop', async () => {
  await withDatabase(async (url) => {
    const upstream = await startFakeUpstream({ models: models(1) })
    const proxy = await startTcpFaultProxy(url)
    const before = resources()
    const app = await startTestApp({
      DATABASE_URL: proxy.url,
      OPENROUTER_BASE_URL: upstream.url,
      SYNC_INTERVAL_SECONDS: '1',
      CACHE_TTL_SECONDS: '1',
    })
    const {
      events,
      sync: { db },
    } = app.app
    await until(() => db.status().state === 'connected')
    const listeners = listenersOf(events)
    for (const [round, fault] of faults.entries()) {
      await proxy.set(fault)
      upstream.fault({ kind: 'reset' }, { times: 2 })
      upstream.setModels(models(round + 2))
      await app.app.revalidation.revalidate('invalidate')
      await until(() => db.status().state === 'lost')
      await proxy.set({ kind: 'pass' })
      await until(() => db.status().state === 'connected')
      expect(listenersOf(events)).toBe(listeners)
      expect(db.status().pool.total).toBeLessThanOrEqual(db.status().pool.max)
    }
    await app.stop()
    await until(() => proxy.connections().open === 0)
    await until(() => resources().length <= before.length)
    expect(resources()).toEqual(before)
    await proxy.close()
    await upstream.close()
  })
})
