export interface LoadOnce<T> {
  get(): Promise<T>
  /** The started or completed load; null if there was none, or if it failed. */
  begun(): Promise<T> | null
}

/**
 * Loads something on first use, once for all callers. A failed load rejects for the current callers only; the next call tries again.
 * (A failed `import()` of an unreadable file still fails again on Node 20, which caches the failure.)
 */
export function loadOnce<T>(load: () => Promise<T>): LoadOnce<T> {
  let loading: Promise<T> | null = null
  return {
    get: () =>
      (loading ??= load().catch((error: unknown) => {
        loading = null
        throw error
      })),
    begun: () => loading,
  }
}
