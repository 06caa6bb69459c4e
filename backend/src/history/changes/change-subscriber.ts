import type { ListedChange } from '@modelkeep/catalog/contract/history'
import type { ChangeFilter } from '@modelkeep/catalog/changes/filter'
import { isLargeEnough } from './list-changes.js'
import type { ChangeStream } from './change-stream.js'

/** What a reader of the stream is told; as text it is one event of the `text/event-stream` format (HTML Living Standard, 9.2). */
export type StreamEvent =
  { kind: 'change'; change: ListedChange } | { kind: 'reset'; newest: number } | { kind: 'alive'; seen: number }

export interface ChangeSubscriber {
  /** What comes next; waits for it. null: the stream has ended, or the one who asks has `gone`. */
  next(gone?: AbortSignal): Promise<readonly StreamEvent[] | null>
  /** The newest change that it has passed, told or left out. */
  readonly seen: number
}

/** Filters that make sense of what happens now. */
export type LiveFilter = Omit<ChangeFilter, 'since' | 'until'>

/**
 * Reads on after `lastSeen`, or from now on where that is null. One that cannot be brought up to date is told to begin anew. `pause`:
 * how long to wait before a database that did not answer is asked again.
 * @throws DatabaseUnavailable
 */
export async function createChangeSubscriber(
  stream: ChangeStream,
  filter: LiveFilter,
  lastSeen: number | null,
  pause: () => Promise<void>,
): Promise<ChangeSubscriber> {
  const lost = lastSeen !== null && (await stream.isLost(lastSeen))
  let seen = lastSeen === null || lost ? await stream.newest() : lastSeen
  let untold: StreamEvent[] = lost ? [{ kind: 'reset', newest: seen }] : []
  return {
    get seen() {
      return seen
    },
    next: async (gone) => {
      for (;;) {
        if (untold.length > 0) return untold.splice(0)
        if (stream.ended || gone?.aborted) return null
        const news = expectNews(stream, gone) // before looking: nothing may come in between unheard
        try {
          const changes = await stream.after(seen).catch(() => null)
          if (changes === null) {
            await Promise.race([news.came, pause()]) // the database is away: what there is to tell is told when it is back
            continue
          }
          untold = changes.filter((change) => isWanted(filter, change)).map((change) => ({ kind: 'change', change }))
          seen = changes.at(-1)?.seq ?? seen
          if (changes.length === 0) await news.came
        } finally {
          news.forget()
        }
      }
    },
  }
}

/** Nothing of it is left behind on the stream, which lives longer than its readers: an hour may pass without news. */
function expectNews(stream: ChangeStream, gone: AbortSignal | undefined): { came: Promise<void>; forget: () => void } {
  let come = (): void => {}
  const came = new Promise<void>((resolve) => {
    come = resolve
  })
  const unsubscribe = stream.onNews(come)
  gone?.addEventListener('abort', come, { once: true })
  return {
    came,
    forget: () => {
      unsubscribe()
      gone?.removeEventListener('abort', come)
    },
  }
}

export function isWanted(filter: LiveFilter, change: ListedChange): boolean {
  const { kind, model, author, scheduled, min_percent: least } = filter
  if (kind && !kind.includes(change.kind)) return false
  if (model && !model.includes(change.model_id ?? '')) return false
  if (author && !author.includes(change.author?.toLowerCase() ?? '')) return false
  if (change.scheduled && !scheduled) return false
  return least === undefined || (change.kind === 'price_changed' && isLargeEnough(filter, change))
}

/** Each event names the newest change that was passed, so that whoever comes back goes on from there. */
export function eventText(event: StreamEvent): string {
  if (event.kind === 'change')
    return `id: ${event.change.seq}\nevent: change\ndata: ${JSON.stringify(event.change)}\n\n`
  if (event.kind === 'reset')
    return `id: ${event.newest}\nevent: reset\ndata: ${JSON.stringify({ newest: event.newest })}\n\n`
  return `: still here\nid: ${event.seen}\n\n`
}
