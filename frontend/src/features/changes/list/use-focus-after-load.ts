import { useEffect, useRef } from 'react'

/** When the last page is loaded, its button disappears: moves keyboard focus to the first of the loaded entries. */
export function useFocusAfterLoad(hasMore: boolean, count: number): () => void {
  const loadedFrom = useRef<number | null>(null)
  useEffect(() => {
    const from = loadedFrom.current
    if (from === null || count <= from) return
    loadedFrom.current = null
    if (hasMore || document.activeElement !== document.body) return
    const line = document.querySelectorAll<HTMLElement>('#main ol > li')[from]
    const target = line?.querySelector('a') ?? line
    if (target === line) line?.setAttribute('tabindex', '-1')
    target?.focus()
  }, [hasMore, count])
  return () => {
    loadedFrom.current = count
  }
}
