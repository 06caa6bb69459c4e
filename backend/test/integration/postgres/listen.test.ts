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

describe('news from other replicas', () => {
  it('is heard when its transaction commits, and again after the connection was cut', async () => {
    const writer = await connect(database.url)
    const reader = await connect(port.url)
    let heard = 0
    const listener = listenForSyncs(reader, systemClock, () => heard++)
    await until(() => heard === 1) // once on its own, for what came before it listened
    await writer.transaction((tx) => notifySync(tx, 1))
    await until(() => heard === 2)

    await port.set({ kind: 'refuse' })
    await port.set({ kind: 'pass' })
    await until(() => heard === 3)
    await writer.transaction((tx) => notifySync(tx, 2))
    await until(() => heard === 4)
    expect(heard).toBe(4)
    await listener.close()
    await reader.close()
    await writer.close()
  })

  it('is not heard of a transaction that was rolled back', async () => {
    const db = await connect(database.url)
    let heard = 0
    const listener = listenForSyncs(db, systemClock, () => heard++)
    await until(() => heard === 1)
    await db
      .transaction(async (tx) => {
        await notifySync(tx, 1)
        throw new Error('no')
      })
      .catch(() => {})
    await db.transaction((tx) => notifySync(tx, 2))
    await until(() => heard === 2)
    expect(heard).toBe(2)
    await listener.close()
    await db.close()
  })
})
