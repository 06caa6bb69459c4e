const events = ['pointerdown', 'pointermove', 'keydown', 'scroll', 'focusin'] as const

/**
 * Runs `run` once the browser is idle after the reader's first interaction: code that may be needed is loaded early, but never while the
 * page loads. Returns a function that cancels it.
 */
export function onFirstInteraction(run: () => void): () => void {
  const cancelled = new AbortController()
  const begin = (): void => {
    if (cancelled.signal.aborted) return
    cancelled.abort()
    whenIdle(run)
  }
  for (const event of events)
    window.addEventListener(event, begin, { capture: true, passive: true, signal: cancelled.signal })
  return () => cancelled.abort()
}

/** Uses `globalThis`, because work may still be pending when the window of a test is gone. */
export function whenIdle(run: () => void): void {
  if (globalThis.requestIdleCallback === undefined) setTimeout(run, 50)
  else globalThis.requestIdleCallback(run, { timeout: 300 })
}
