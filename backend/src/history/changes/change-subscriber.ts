import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import type { ChangeFilter } from '@modelkeep/catalog/changes/change-filter'
import { isLargeEnough } from './list-changes.js'
import type { ChangeStream } from './change-stream.js'

/** One server-sent event. `reset`: the subscriber missed changes and must reload; `alive`: a heartbeat. */
export type StreamEvent =
  { kind: 'change'; change: ListedChange } | { kind: 'reset'; newest: number } | { kind: 'alive'; seen: number }

export interface ChangeSubscriber {
  /** Waits for the next events. @returns null when the stream has ended or `gone` has aborted */
  next(gone?: AbortSignal): Promise<readonly StreamEvent[] | null>
  /** The `seq` of the newest change that was delivered or filtered out. */
  readonly seen: number
}

/** Filters that apply to new changes. */
export type LiveFilter = Omit<ChangeFilter, 'since' | 'until'>

/**
 * Subscribes to the changes after `lastSeen`, or to new ones only if that is null. A subscriber that cannot resume gets a `reset`
 * first. `pause` delays the retry after the database failed.
 * @throws DatabaseUnavailable
 */
export async function createChangeSubscriber(
  stream: ChangeStream,
  filter: LiveFilter,
  lastSeen: number | null,
  pause: () => Promise<void>,
): Promise<ChangeSubscriber> {
  const mustReset = lastSeen !== null && !(await stream.canResume(lastSeen))
  let seen = lastSeen === null || mustReset ? await stream.newest() : lastSeen
  let pending: StreamEvent[] = mustReset ? [{ kind: 'reset', newest: seen }] : []
  return {
    get seen() {
      return seen
    },
    next: async (gone) => {
      for (;;) {
        if (pending.length > 0) return pending.splice(0)
        if (stream.ended || gone?.aborted) return null
        const signal = nextSignal(stream, gone) // before the read, so that nothing in between is missed
        try {
          const changes = await stream.after(seen).catch(() => null)
          if (changes === null) {
            await Promise.race([signal.fired, pause()])
            continue
          }
          pending = changes.filter((change) => matches(filter, change)).map((change) => ({ kind: 'change', change }))
          seen = changes.at(-1)?.seq ?? seen
          if (changes.length === 0) await signal.fired
        } finally {
          signal.dispose()
        }
      }
    },
  }
}

/** Fires when the stream may have changes, or when `gone` aborts. Must be disposed of: the stream outlives its subscribers. */
function nextSignal(stream: ChangeStream, gone?: AbortSignal): { fired: Promise<void>; dispose: () => void } {
  let fire = (): void => {}
  const fired = new Promise<void>((resolve) => {
    fire = resolve
  })
  const unsubscribe = stream.onUpdate(fire)
  gone?.addEventListener('abort', fire, { once: true })
  return {
    fired,
    dispose: () => {
      unsubscribe()
      gone?.removeEventListener('abort', fire)
    },
  }
}

function matches(filter: LiveFilter, change: ListedChange): boolean {
  const { kind, model, author, scheduled, min_percent: minPercent } = filter
  if (kind && !kind.includes(change.kind)) return false
  if (model && !model.includes(change.model_id ?? '')) return false
  if (author && !author.includes(change.author?.toLowerCase() ?? '')) return false
  if (change.scheduled && !scheduled) return false
  return minPercent === undefined || (change.kind === 'price_changed' && isLargeEnough(filter, change))
}

/** The event in the `text/event-stream` format (HTML Living Standard, 9.2). Its id is where a client resumes. */
export function eventText(event: StreamEvent): string {
  if (event.kind === 'change')
    return `id: ${event.change.seq}\nevent: change\ndata: ${JSON.stringify(event.change)}\n\n`
  if (event.kind === 'reset')
    return `id: ${event.newest}\nevent: reset\ndata: ${JSON.stringify({ newest: event.newest })}\n\n`
  return `: still here\nid: ${event.seen}\n\n`
}
