import type { ListedChange } from '@modelkeep/catalog/contract/changes'

export interface LiveListener {
  /** The stream is open, also anew: what happened before is not told by it. */
  opened: () => void
  changed: (change: ListedChange) => void
  /** What was missed cannot be told. */
  reset: () => void
}

const shortestWaitMs = 3_000
const longestWaitMs = 60_000

/**
 * Listens to `/api/changes/stream` while the page is looked at. The browser reconnects when a connection breaks and goes on from the
 * last event; where the service refuses it gives up for good, so that it is asked again here, ever more seldom. A page in the
 * background holds no connection: browsers have six for one host, for all tabs together.
 */
export function listen(url: string, { opened, changed, reset }: LiveListener): () => void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitMs = shortestWaitMs
  const close = (): void => {
    clearTimeout(timer)
    source?.close()
    source = null
  }
  const connect = (): void => {
    close()
    if (document.visibilityState === 'hidden') return
    const own = new EventSource(url)
    source = own
    own.addEventListener('open', () => {
      waitMs = shortestWaitMs
      opened()
    })
    own.addEventListener('change', ({ data }: MessageEvent<string>) => changed(JSON.parse(data) as ListedChange))
    own.addEventListener('reset', reset)
    own.addEventListener('error', () => {
      if (own.readyState !== EventSource.CLOSED) return
      timer = setTimeout(connect, waitMs)
      waitMs = Math.min(longestWaitMs, waitMs * 2)
    })
  }
  document.addEventListener('visibilitychange', connect)
  connect()
  return () => {
    document.removeEventListener('visibilitychange', connect)
    close()
  }
}
