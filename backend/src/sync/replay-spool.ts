import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { SyncContext } from './context.js'
import type { Observation } from './observation.js'
import { DatabaseUnavailable, LeaseLost } from '../postgres/database-error.js'
import { lossSince } from '../postgres/queries/quarantine.js'
import { syncByKey } from '../postgres/queries/sync-log.js'
import { SpoolItemError } from '../snapshot/spool.js'
import { commit } from './commit-to-database.js'
import { judge } from './validate.js'
import { takeTurn, trustedCatalogue } from './acquire-lease.js'

const waitForTurnMs = 500

/**
 * Commits what was observed while PostgreSQL was away, oldest first, each with the time at which it was observed. Stops
 * where the database goes away again; what could not be committed stays. Items that can never be are set aside.
 */
export async function drainSpool(ctx: SyncContext, signal: AbortSignal): Promise<void> {
  for (const name of await ctx.spool.list()) {
    while (!signal.aborted) {
      const done = await tryItem(ctx, name)
      if (done === 'gone') return
      if (done === 'settled') break
      await ctx.clock.sleep(waitForTurnMs, signal).catch(() => {})
    }
  }
}

async function tryItem(ctx: SyncContext, name: string): Promise<'settled' | 'not_our_turn' | 'gone'> {
  try {
    return (await commitItem(ctx, name)) ? 'settled' : 'not_our_turn'
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return 'gone'
    if (error instanceof LeaseLost) return 'not_our_turn'
    if (!(error instanceof SpoolItemError)) ctx.events.emit('trouble', { what: 'spooled_observation_refused', error })
    if (!isHopeless(error)) return 'gone' // it stays, and is tried again later
    await ctx.spool.setAside(name)
    ctx.events.emit('spool', { what: 'unusable', observedAt: null, pending: ctx.spool.status().pending })
    return 'settled'
  }
}

/** The item itself is at fault: damaged, or with data that PostgreSQL refuses (SQLSTATE classes 22 and 23). */
function isHopeless(error: unknown): boolean {
  if (error instanceof SpoolItemError) return true
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code))
}

async function commitItem(ctx: SyncContext, name: string): Promise<boolean> {
  const observation = await ctx.spool.read(name)
  if (observation === null) {
    await ctx.spool.remove(name)
    return true
  }
  const sync = (await syncByKey(ctx.db, observation.key)) ?? (await commitObservation(ctx, observation))
  if (sync === null) return false
  await ctx.spool.remove(name)
  ctx.events.emit('spool', {
    what: 'committed',
    observedAt: observation.observedAt,
    pending: ctx.spool.status().pending,
    sync,
  })
  return true
}

/** null when it is somebody else's turn. */
async function commitObservation(ctx: SyncContext, observation: Observation): Promise<Sync | null> {
  const turn = await takeTurn(ctx, { unlessAskedSince: null, at: observation.observedAt })
  if (turn === null) return null
  try {
    if (turn.lease === null) throw new DatabaseUnavailable('it went away')
    const judged = await judge({ kind: 'payload', observation }, turn.baseline, {
      read: ctx.readPayload,
      maxShrinkPercent: ctx.maxShrinkPercent,
      trusted: trustedCatalogue(ctx, turn.baseline),
      approved: turn.baseline.newest?.imported ?? false,
      lossSince: (lossHash) => lossSince(ctx.db, lossHash),
    })
    return await commit(ctx.db, turn.lease, judged)
  } finally {
    await turn.end()
  }
}
