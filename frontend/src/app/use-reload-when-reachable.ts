import { useEffect } from 'react'

const retryMs = 3_000
/** A reload that does not help is not repeated before this time has passed. */
const reloadMs = 60_000
const key = 'modelkeep-reloaded-at'

/**
 * Reloads the page as soon as the service responds. Loading the failed code again would not do: browsers remember that a module could
 * not be loaded.
 */
export function useReloadWhenReachable(isUnreachable: boolean): void {
  useEffect(() => {
    if (!isUnreachable || Date.now() - lastReload() < reloadMs) return
    const stopped = new AbortController()
    const check = async (): Promise<void> => {
      const response = await fetch('/livez', { cache: 'no-store', signal: stopped.signal }).catch(() => null)
      if (response?.ok !== true || stopped.signal.aborted) return
      sessionStorage.setItem(key, String(Date.now()))
      window.location.reload()
    }
    void check()
    const timer = setInterval(() => void check(), retryMs)
    return () => {
      clearInterval(timer)
      stopped.abort()
    }
  }, [isUnreachable])
}

/** Unix milliseconds; 0 if never. */
function lastReload(): number {
  return Number(sessionStorage.getItem(key)) || 0
}
