export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed'
}

/**
 * Runs `work` with a signal that aborts when `ms` have passed, or when `signal` does, and rejects at that moment with `DeadlinePassed` or
 * with the signal's reason, even if `work` pays no heed (undici does not while it connects).
 *
 * Not `AbortSignal.any` and `AbortSignal.timeout`: on Node 20 a signal made so can be collected before it fires, and leaks where a source
 * lives long.
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
