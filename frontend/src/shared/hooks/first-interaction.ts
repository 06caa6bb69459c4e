const signs = ['pointerdown', 'pointermove', 'keydown', 'scroll', 'focusin'] as const

/**
 * Runs `run` once, at the first sign of a person and then when the browser has nothing else to do: what may be needed is fetched
 * before it is asked for, and nobody waits for it who only looks. Returns how to call it off.
 */
export function onFirstSign(run: () => void): () => void {
  const waiting = new AbortController()
  const begin = (): void => {
    if (waiting.signal.aborted) return
    waiting.abort()
    whenIdle(run)
  }
  for (const sign of signs)
    window.addEventListener(sign, begin, { capture: true, passive: true, signal: waiting.signal })
  return () => waiting.abort()
}

/** Soon, and not in the way of what the browser has to do. */
export function whenIdle(run: () => void): void {
  if (window.requestIdleCallback === undefined) setTimeout(run, 50)
  else window.requestIdleCallback(run, { timeout: 300 })
}
