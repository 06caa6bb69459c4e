export interface LoadOnce<T> {
  get(): Promise<T>
  /** The pending or completed load; null before the first `get` and after a failure. */
  started(): Promise<T> | null
}

/**
 * Loads on the first `get` and shares the result. A failure rejects all waiting callers and is then forgotten: the next `get` loads
 * again. (Node 20 caches a failed import of a module by itself; Node 24 does not.)
 */
export function loadOnce<T>(load: () => Promise<T>): LoadOnce<T> {
  let loading: Promise<T> | null = null
  return {
    get: () =>
      (loading ??= load().catch((error: unknown) => {
        loading = null
        throw error
      })),
    started: () => loading,
  }
}
