import type { ListedChange } from '@modelkeep/catalog/contract/changes'

export interface LiveHandlers {
  /** The stream was opened or reopened. It does not send earlier changes. */
  opened: () => void
  changed: (change: ListedChange) => void
  /** Changes were missed and cannot be replayed. */
  reset: () => void
}

const minRetryMs = 3_000
const maxRetryMs = 60_000

/**
 * Subscribes to `/api/changes/stream` while the page is visible. The browser resumes broken connections from the last event, but gives up
 * when the service refuses one, so this retries with backoff. A hidden page holds no connection, because browsers allow six per host for
 * all tabs together. Returns a function that unsubscribes.
 */
export function subscribe(url: string, { opened, changed, reset }: LiveHandlers): () => void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let retryMs = minRetryMs
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
      retryMs = minRetryMs
      opened()
    })
    own.addEventListener('change', ({ data }: MessageEvent<string>) => changed(JSON.parse(data) as ListedChange))
    own.addEventListener('reset', reset)
    own.addEventListener('error', () => {
      if (own.readyState !== EventSource.CLOSED) return
      timer = setTimeout(connect, retryMs)
      retryMs = Math.min(maxRetryMs, retryMs * 2)
    })
  }
  document.addEventListener('visibilitychange', connect)
  connect()
  return () => {
    document.removeEventListener('visibilitychange', connect)
    close()
  }
}
