import type { Events } from '../observe/events.js'
import type { MirrorSource } from './adapters.js'

/** Reports a failure in the background, and of which mirror. */
export function reportTrouble(events: Events, what: string, source: MirrorSource, error: unknown): void {
  events.emit('trouble', { what, error: new Error(`${source}: ${String(error)}`, { cause: error }) })
}
