/** Computes a value once for each object, and forgets it with the object, which must not change. */
export function oncePer<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { value: V }>()
  return (key) => {
    const cached = known.get(key)
    if (cached !== undefined) return cached.value
    const value = compute(key)
    known.set(key, { value })
    return value
  }
}
