import type { QuarantineReason } from '@modelkeep/catalog/contract/quarantine'
import { createObservation, type Observation } from '../snapshot/observation.js'
import { UpstreamError } from '../upstream/upstream-error.js'
import type { SyncContext } from './sync-context.js'

export type FetchResult =
  | { kind: 'payload'; observation: Observation }
  /** The response is no complete payload (truncated, too large). `observation.bytes` holds its beginning. */
  | { kind: 'untrusted'; observation: Observation; reason: QuarantineReason; detail: string }
  | { kind: 'failed'; observation: Observation; detail: string }

const untrustedReasons: Readonly<Partial<Record<UpstreamError['code'], QuarantineReason>>> = {
  truncated: 'truncated',
  too_large: 'too_large',
  bad_encoding: 'bad_encoding',
}

/**
 * Fetches the list. An upstream failure is a result, not an exception. The observation is dated later than `after` (Unix
 * milliseconds), the newest confirmation known, which the clock of another replica may have dated ahead of ours. `force`: fetches even
 * while requests to upstream are suspended.
 */
export async function fetchUpstream(
  ctx: SyncContext,
  after: number,
  { signal, force = false }: { signal?: AbortSignal | undefined; force?: boolean | undefined } = {},
): Promise<FetchResult> {
  const startedAt = ctx.clock.now()
  const observe = (bytes: Buffer): Observation =>
    createObservation({
      observedAt: Math.max(ctx.clock.now(), after + 1),
      source: 'upstream',
      scope: 'all',
      durationMs: ctx.clock.now() - startedAt,
      bytes,
    })
  try {
    const { bytes } = await ctx.upstream.fetchModels(signal, { force })
    return { kind: 'payload', observation: observe(bytes) }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    const reason = untrustedReasons[error.code]
    if (reason && error.sample)
      return { kind: 'untrusted', observation: observe(error.sample), reason, detail: error.message }
    return { kind: 'failed', observation: observe(Buffer.alloc(0)), detail: error.message }
  }
}
