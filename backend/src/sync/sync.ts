/** The flow of a sync: take a turn, ask upstream, judge what came, keep it, serve it. One call a step. */
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { SyncContext } from './context.js'
import { lossSince } from '../postgres/queries/quarantine.js'
import { judge, type Observed } from './validate.js'
import { keep } from './commit.js'
import { observe } from './fetch.js'
import { publish } from './publish.js'
import { takeTurn, trustedCatalogue, type Turn } from './acquire-lease.js'

export interface SyncRequest {
  /** Leave it when anybody has asked upstream after this moment (Unix milliseconds); null: go in any case. */
  unlessAskedSince: number | null
  signal?: AbortSignal
  /** An observation that an administrator approved, instead of a new one. */
  approved?: Observed
}

/** A good list has come since the one that was approved. */
export class ApprovalOutdated extends Error {
  override readonly name = 'ApprovalOutdated'
  readonly code = 'approval_outdated'
  constructor() {
    super('a good list has come since; this one is out of date')
  }
}

/** null when it was somebody else's turn, or somebody has just had it: then the news is in PostgreSQL, or soon will be. */
export async function sync(ctx: SyncContext, request: SyncRequest): Promise<Sync | null> {
  const turn = await takeTurn(ctx, {
    unlessAskedSince: request.unlessAskedSince,
    asking: request.approved === undefined,
  })
  if (turn === null) return null
  try {
    const heardAt = turn.baseline.newest?.confirmedAt ?? -Infinity
    if (request.approved && request.approved.observation.observedAt <= heardAt) throw new ApprovalOutdated()
    const observed = request.approved ?? (await observe(ctx, heardAt, request.signal))
    const judged = await judge(observed, turn.baseline, judgement(ctx, turn, request.approved !== undefined))
    return await ctx.handover.during(async () => publish(ctx, judged, await keep(ctx, judged, turn)))
  } finally {
    await turn.end()
  }
}

function judgement(ctx: SyncContext, turn: Turn, approved: boolean) {
  return {
    read: ctx.readPayload,
    maxShrinkPercent: ctx.maxShrinkPercent,
    trusted: trustedCatalogue(ctx, turn.baseline),
    // What somebody imported is no baseline for a shrink verdict, as the seed is none.
    approved: approved || (turn.baseline.newest?.imported ?? false),
    // Where it cannot be asked the loss is not believed; what was observed must not be lost over it.
    lossSince: async (lossHash: string) => (turn.lease === null ? null : lossSince(ctx.db, lossHash).catch(() => null)),
  }
}
