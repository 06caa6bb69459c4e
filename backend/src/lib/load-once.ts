export interface LoadOnce<T> {
  get(): Promise<T>
  /** What is being loaded, or has been; null: nobody has asked, or it could not be. */
  begun(): Promise<T> | null
}

/**
 * Loads a part when it is first asked for, once for all who ask. A failure is told to those who wait, and forgotten: who asks next tries
 * again. (Node 20 remembers by itself that a file of a module could not be read; from 24 on it does not.)
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
