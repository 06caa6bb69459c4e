import { onTestFinished } from 'vitest'
import { createUpstream, type Upstream, type UpstreamAttempt, type UpstreamOptions } from '../../src/upstream/client.js'
import { UpstreamError } from '../../src/upstream/upstream-error.js'
import { createFakeClock, type FakeClock } from './fake-clock.js'
import { startFakeUpstream, type FakeUpstream, type FakeUpstreamOptions } from './fake-upstream.js'

export interface UpstreamHarness {
  upstream: FakeUpstream
  client: Upstream
  clock: FakeClock
  attempts: UpstreamAttempt[]
  /** Resolves with the UpstreamError that a call rejects with; throws if it resolves or rejects with another error. */
  failure(signal?: AbortSignal): Promise<UpstreamError>
  /** The models of a call's payload. */
  models(): Promise<unknown[]>
  /** Resolves once the client sleeps on the clock, between two attempts. */
  waiting(): Promise<void>
}

/** A fake upstream and its client, both closed when the test ends. Retries do not wait, unless `random` or a Retry-After demands it. */
export async function startHarness(
  options: Partial<Omit<UpstreamOptions, 'clock'>> = {},
  fakeOptions: FakeUpstreamOptions = {},
): Promise<UpstreamHarness> {
  const upstream = await startFakeUpstream(fakeOptions)
  const clock = createFakeClock()
  const attempts: UpstreamAttempt[] = []
  const client = createUpstream({
    baseUrl: upstream.url,
    maxBytes: 1024 * 1024,
    random: () => 0,
    onAttempt: (attempt) => attempts.push(attempt),
    ...options,
    clock,
  })
  onTestFinished(async () => {
    await client.close()
    await upstream.close()
  })
  return {
    upstream,
    client,
    clock,
    attempts,
    failure: (signal) => failureOf(client.fetchModels(signal)),
    models: async () => (JSON.parse((await client.fetchModels()).bytes.toString()) as { data: unknown[] }).data,
    waiting: async () => {
      while (clock.pending() === 0) await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

export async function failureOf(call: Promise<unknown>): Promise<UpstreamError> {
  const error = await call.then(
    () => new Error('the call was expected to fail, but it resolved'),
    (reason: unknown) => reason,
  )
  if (error instanceof UpstreamError) return error
  throw error
}
