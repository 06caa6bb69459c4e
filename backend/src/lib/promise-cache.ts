/** Caches the `size` most recently used results and shares pending ones. Failures are not cached. */
export function createPromiseCache<T>(size: number): (key: string, create: () => Promise<T>) => Promise<T> {
  const entries = new Map<string, Promise<T>>()
  return (key, create) => {
    const result = entries.get(key) ?? create()
    entries.delete(key) // a Map keeps insertion order: this moves the key to the end
    entries.set(key, result)
    result.catch(() => {
      if (entries.get(key) === result) entries.delete(key)
    })
    const [oldest] = entries.keys()
    if (entries.size > size && oldest !== undefined) entries.delete(oldest)
    return result
  }
}
