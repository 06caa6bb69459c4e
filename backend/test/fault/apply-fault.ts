import { setTimeout as delay } from 'node:timers/promises'
import { query } from '../helpers/query.js'
import type { DependencyFault } from './dependency-faults.js'
import type { FaultSetup } from './fault-setup.js'

/** The measured effect of one fault. Moments are Unix milliseconds. */
export interface FaultResult {
  name: string
  from: number
  to: number
  /** Milliseconds from the start of the fault until the program had detected it. */
  noticedAfterMs: number
  /** Milliseconds from the end of the fault until a newer catalogue was served and its sync was in PostgreSQL. */
  resumedAfterMs: number
  /** The maximum number of connections: as seen by the proxy, and as listed by PostgreSQL. */
  held: number
  known: number
}

/** A promised limit. */
export const resumesWithinMs = 30_000
const noticedWithinMs = 30_000
const pollMs = 100

/** Applies a fault for `ms`, and at least until the program has detected it, and waits until syncs and writes resume. */
export async function applyFault(setup: FaultSetup, fault: DependencyFault, ms: number): Promise<FaultResult> {
  setup.watch.reset()
  setup.proxy.resetMax()
  const from = Date.now()
  const end = await fault.begin(setup)
  let noticedAfterMs = 0
  setup.changeModels() // so that there is something to write
  try {
    await until(`the program notices: ${fault.name}`, noticedWithinMs, () => fault.noticed(setup, from))
    noticedAfterMs = Date.now() - from
    await delay(Math.max(0, from + ms - Date.now()))
  } finally {
    await end()
  }
  const to = Date.now()
  const served = setup.changeModels()
  const changedAt = new Date().toISOString()
  await until(
    `syncs and writes resume after: ${fault.name}`,
    resumesWithinMs,
    async () => (await served()) && (await wasCommittedSince(setup, changedAt)),
  )
  return {
    name: fault.name,
    from,
    to,
    noticedAfterMs,
    resumedAfterMs: Date.now() - to,
    held: setup.proxy.connections().max,
    known: setup.watch.max().connections,
  }
}

async function wasCommittedSince({ postgres }: FaultSetup, moment: string): Promise<boolean> {
  return query(
    postgres.url,
    `SELECT 1 FROM catalog_syncs WHERE status = 'applied' AND observed_at >= '${moment}'`,
  ).then(
    (rows) => rows.length > 0,
    () => false,
  )
}

export class WaitTimeout extends Error {
  override readonly name = 'WaitTimeout'
  readonly code = 'wait_timeout'
}

/** Polls until `fact` is true. A failed poll, such as a timeout on a busy machine, is repeated. @throws WaitTimeout after `ms` */
export async function until(what: string, ms: number, fact: () => Promise<boolean>): Promise<void> {
  let cause: unknown
  for (const startedAt = Date.now(); ;) {
    try {
      if (await fact()) return
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (Date.now() - startedAt > ms) throw new WaitTimeout(`${what}: not within ${ms / 1000} s`, { cause })
    await delay(pollMs)
  }
}
