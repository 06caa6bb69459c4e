import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDatabaseLoader } from '../../../src/sync/load-from-database.js'
import { createSnapshotStore } from '../../../src/snapshot/snapshot-store.js'
import { sync } from '../../../src/sync/sync.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { openSyncRoom, type SyncRoom } from '../../helpers/sync-room.js'

let room: SyncRoom
beforeEach(async () => {
  room = await openSyncRoom()
})
afterEach(() => room.close())

/** Holds what is to be served back until `letGo`. */
function heldBack() {
  let letGo = (): void => {}
  let noteHeld = (): void => {}
  const held = new Promise<void>((resolve) => (noteHeld = resolve))
  const gate = new Promise<void>((resolve) => (letGo = resolve))
  const snapshots = createSnapshotStore({ clock: room.clock, ttlMs: 300_000, prepare: () => (noteHeld(), gate) })
  return { ctx: { ...room.ctx, snapshots }, held, letGo }
}

describe('a look at the database while a sync of our own is between its commit and being served', () => {
  it('waits for it, and loads nothing meanwhile', async () => {
    room.upstreamSays([exampleModel('a/one')])
    const { ctx, held, letGo } = heldBack()
    const syncing = sync(ctx, { skipIfAttemptedSince: null })
    await held // it is committed, and everybody is told
    const asked = once(ctx.events, 'history')
    const transactions = vi.spyOn(room.db, 'transaction') // in which a catalogue is loaded
    const look = createDatabaseLoader(ctx)()
    await asked
    await nextTurn()
    expect(transactions).not.toHaveBeenCalled()
    letGo()
    await Promise.all([syncing, look])
    expect(ctx.snapshots.current()?.tier).toBe('upstream')
  })

  it('does not wait for one that broke off', async () => {
    room.upstreamSays([exampleModel('a/one')])
    await room.sync()
    const broken = new Error('it breaks off')
    await expect(room.ctx.pendingPublish.track(() => Promise.reject(broken))).rejects.toThrow(broken)
    expect((await createDatabaseLoader(room.ctx)()).newest).not.toBeNull()
  })
})
