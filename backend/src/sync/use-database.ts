import type { Events } from '../observe/events.js'
import type { Database } from '../postgres/database.js'
import type { Revalidation } from './revalidation.js'

/**
 * Reports the database's states, and uses it whenever it is connected. Resolves when its catalogue has been loaded once, or when it is
 * known to be unavailable.
 */
export function useDatabase(db: Database, revalidation: Revalidation, events: Events): Promise<void> {
  return new Promise((resolve) => {
    if (db.status().state === 'off') resolve()
    db.onChange((status, previous) => {
      const { state, since, description, lastError: error } = status
      events.emit('database', { state, previous: previous.state, afterMs: since - previous.since, description, error })
      if (state === 'connected') void revalidation.replaySpool()
      if (state === 'connected') void revalidation.loadFromDatabase().then(() => resolve())
      else if (state !== 'starting') resolve()
    })
  })
}
