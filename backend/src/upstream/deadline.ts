export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed'
}

/**
 * Runs `work` with a signal that aborts after `ms` or when `signal` aborts, and rejects at that moment with `DeadlinePassed` or with the
 * signal's reason, even if `work` ignores the signal (as undici does while connecting).
 *
 * Does not use `AbortSignal.any` and `AbortSignal.timeout`: on Node 20 such a signal can be garbage collected before it fires, and leaks
 * if its source is long-lived.
 */
export async function withDeadline<T>(
  ms: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new DeadlinePassed(`${ms} ms have passed`)), ms).unref()
  const onAbort = (): void => controller.abort(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  const cut = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error), { once: true })
  })
  try {
    return await Promise.race([work(controller.signal), cut])
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}
