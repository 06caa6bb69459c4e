import { describe, expect, it } from 'vitest'
import { exampleModel, startFakeUpstream } from '../helpers/fake-upstream.js'
import { havePgBouncer, noPgBouncer } from '../helpers/pgbouncer.js'
import { withDatabase } from '../helpers/postgres.js'
import { createSyncFixture } from '../helpers/sync-fixture.js'
import { startTcpFaultProxy } from '../helpers/tcp-fault-proxy.js'
import { manyReplicas } from './helpers/many-replicas.js'
import { isSettled, startReplicas, startsAreOver } from './helpers/replicas.js'

describe('ten processes on one PostgreSQL', () => {
  it('fetch once per interval in total, and serve each new catalogue under the same ETag', async () => {
    const { fetches, maxFetches, wrong } = await manyReplicas({ replicas: 10, syncs: 3, intervalSeconds: 5 })
    expect(wrong).toEqual([])
    expect(fetches).toBeLessThanOrEqual(maxFetches)
  }, 180_000)

  it('do the same by polling behind PgBouncer in transaction mode, without NOTIFY', async (context) => {
    context.skip(!havePgBouncer, noPgBouncer)
    const { fetches, maxFetches, wrong } = await manyReplicas({
      replicas: 3,
      syncs: 2,
      intervalSeconds: 5,
      pgBouncer: true,
    })
    expect(wrong).toEqual([])
    expect(fetches).toBeLessThanOrEqual(maxFetches)
  }, 180_000)
})

describe('a replica whose database connected late', () => {
  it('has not finished its start before its own fetch has a response', async ({ onTestFinished }) => {
    await withDatabase(async (databaseUrl) => {
      const fixture = await createSyncFixture({ databaseUrl })
      fixture.clock.set(Date.now() - 3_600_000)
      fixture.setUpstream([exampleModel('a/one')])
      await fixture.sync()
      await fixture.close()
      const proxy = await startTcpFaultProxy(databaseUrl)
      const upstream = await startFakeUpstream({ models: [exampleModel('a/one')] })
      let response = (): void => {}
      upstream.fault({ kind: 'hold', until: new Promise((resolve) => (response = resolve)) }, { times: 1 })
      await proxy.set({ kind: 'refuse' })
      const firstRequest = upstream.nextRequest()
      const starting = startReplicas([proxy.url], { OPENROUTER_BASE_URL: upstream.url })
      onTestFinished(async () => {
        await (await starting).close()
        await upstream.close()
        await proxy.close()
      })
      await firstRequest
      await proxy.set({ kind: 'pass' })
      const { all } = await starting
      let over = false
      const ended = startsAreOver(all).then((settled) => ((over = true), settled))
      for (let settled = 0; settled < 10;) if (await isSettled(all[0]!)) settled += 1
      expect([upstream.requests.length, over]).toEqual([1, false])
      response()
      expect(await ended).toBe(true)
      expect(upstream.requests).toHaveLength(2)
    })
  }, 60_000)
})
