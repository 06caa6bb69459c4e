import type { QuarantineReason } from '@modelkeep/catalog/contract/quarantine'
import type { SyncContext } from './context.js'
import { createObservation } from './observation.js'
import { UpstreamError } from '../upstream/upstream-error.js'
import type { Observed } from './validate.js'

const untrusted: Readonly<Partial<Record<UpstreamError['code'], QuarantineReason>>> = {
  truncated: 'truncated',
  too_large: 'too_large',
  bad_encoding: 'bad_encoding',
}

/**
 * Asks upstream. What it says, or that it says nothing usable, is a fact with a time; nothing is thrown for it. The time is
 * later than `after` (Unix milliseconds), when upstream was last heard of: by the clock of another replica, perhaps.
 */
export async function observe(ctx: SyncContext, after: number, signal?: AbortSignal): Promise<Observed> {
  const startedAt = ctx.clock.now()
  const observation = (bytes: Buffer) =>
    createObservation({
      observedAt: Math.max(ctx.clock.now(), after + 1),
      source: 'upstream',
      scope: 'all',
      durationMs: ctx.clock.now() - startedAt,
      bytes,
    })
  try {
    const { bytes } = await ctx.upstream.fetchModels(signal)
    return { kind: 'payload', observation: observation(bytes) }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    const reason = untrusted[error.code]
    if (reason && error.sample)
      return { kind: 'untrusted', observation: observation(error.sample), reason, detail: error.message }
    return { kind: 'failed', observation: observation(Buffer.alloc(0)), detail: error.message }
  }
}
