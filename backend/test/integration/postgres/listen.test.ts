import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/lib/clock.js'
import { listenForSyncs } from '../../../src/postgres/connection/listen.js'
import { notifySync } from '../../../src/postgres/queries/insert-sync.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { connect } from '../../helpers/sync-fixture.js'
import { startTcpFaultProxy, type TcpFaultProxy } from '../../helpers/tcp-fault-proxy.js'
import { until } from '../../helpers/test-app.js'

let database: TestDatabase
let port: TcpFaultProxy
beforeEach(async () => {
  database = await createTestDatabase()
  port = await startTcpFaultProxy(database.url)
})
afterEach(async () => {
  await port.close()
  await database.drop()
})

describe('notifications from other replicas', () => {
  it('arrive on commit, also after a reconnect', async () => {
    const writer = await connect(database.url)
    const reader = await connect(port.url)
    let received = 0
    const listener = listenForSyncs(reader, systemClock, () => received++)
    await until(() => received === 1) // once at the start, to cover earlier syncs
    await writer.transaction((tx) => notifySync(tx, 1))
    await until(() => received === 2)

    await port.set({ kind: 'refuse' })
    await port.set({ kind: 'pass' })
    await until(() => received === 3)
    await writer.transaction((tx) => notifySync(tx, 2))
    await until(() => received === 4)
    expect(received).toBe(4)
    await listener.close()
    await reader.close()
    await writer.close()
  })

  it('are coalesced in a flood, of which the last is not lost', async () => {
    const db = await connect(database.url)
    let received = 0
    const listener = listenForSyncs(db, systemClock, () => received++)
    await until(() => received === 1)
    await db.query("SELECT pg_notify('modelkeep_sync', n::text) FROM generate_series(1, 20000) n")
    await until(() => received >= 2)
    const arrived = received
    await notifySync(db, 1)
    await until(() => received > arrived)
    expect(received).toBeLessThan(10)
    await listener.close()
    await db.close()
  })

  it('do not arrive after a rollback', async () => {
    const db = await connect(database.url)
    let received = 0
    const listener = listenForSyncs(db, systemClock, () => received++)
    await until(() => received === 1)
    await db
      .transaction(async (tx) => {
        await notifySync(tx, 1)
        throw new Error('no')
      })
      .catch(() => {})
    await db.transaction((tx) => notifySync(tx, 2))
    await until(() => received === 2)
    expect(received).toBe(2)
    await listener.close()
    await db.close()
  })
})
