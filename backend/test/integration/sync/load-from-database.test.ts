import { once } from 'node:events'
import { setImmediate as nextTick } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDatabaseLoader } from '../../../src/sync/load-from-database.js'
import { createSnapshotStore } from '../../../src/snapshot/snapshot-store.js'
import { sync } from '../../../src/sync/sync.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

let fixture: SyncFixture
beforeEach(async () => {
  fixture = await createSyncFixture()
})
afterEach(() => fixture.close())

/** Holds publication back until `publish` is called. */
function heldBack() {
  let publish = (): void => {}
  let noteCommitted = (): void => {}
  const committed = new Promise<void>((resolve) => (noteCommitted = resolve))
  const gate = new Promise<void>((resolve) => (publish = resolve))
  const snapshots = createSnapshotStore({
    clock: fixture.clock,
    ttlMs: 300_000,
    prepare: () => (noteCommitted(), gate),
  })
  return { ctx: { ...fixture.ctx, snapshots }, committed, publish }
}

describe('loading from the database between the commit and the publication of our own sync', () => {
  it('waits for the publication, and loads nothing', async () => {
    fixture.setUpstream([exampleModel('a/one')])
    const { ctx, committed, publish } = heldBack()
    const syncing = sync(ctx, { skipIfAttemptedSince: null })
    await committed // committed and notified
    const checked = once(ctx.events, 'history')
    const transactions = vi.spyOn(fixture.db, 'transaction') // loads a catalogue
    const loading = createDatabaseLoader(ctx)()
    await checked
    await nextTick()
    expect(transactions).not.toHaveBeenCalled()
    publish()
    await Promise.all([syncing, loading])
    expect(ctx.snapshots.current()?.tier).toBe('upstream')
  })

  it('does not wait for a sync that broke off', async () => {
    fixture.setUpstream([exampleModel('a/one')])
    await fixture.sync()
    const failure = new Error('broken off')
    await expect(fixture.ctx.pendingPublish.track(() => Promise.reject(failure))).rejects.toThrow(failure)
    expect((await createDatabaseLoader(fixture.ctx)()).newest).not.toBeNull()
  })
})
