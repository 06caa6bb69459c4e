import type { Received } from '../shared/api/catalogue.js'
import { ageInWords, clockTime } from '../shared/ui/ages.js'

export interface Freshness {
  /** `stale`: not confirmed recently, or from a lower tier. `unreachable`: the service does not respond. */
  state: 'fresh' | 'stale' | 'unreachable'
  /** One line for the footer. */
  line: string
  /** The text of the banner; null when there is none. */
  warning: string | null
}

const sources = {
  upstream: 'OpenRouter',
  database: 'the database',
  file: 'the last good file',
  seed: 'the bundled catalogue',
} as const

/** The page asks once a minute, and a sync may take a while, so the age passes the TTL for a moment although all is well. */
const graceMs = 90_000

/** Describes how old the displayed catalogue is. `now` in Unix milliseconds. */
export function freshnessOf({ tier, confirmedAt, ttlMs }: Received, error: Error | null, now: number): Freshness {
  const ageMs = Math.max(0, now - confirmedAt)
  const line = `Confirmed ${ageInWords(ageMs)}, loaded from ${sources[tier]}`
  const time = clockTime(confirmedAt, now)
  if (error !== null)
    return {
      state: 'unreachable',
      line,
      warning: `Modelkeep cannot be reached. Showing the catalogue of ${time}; retrying automatically.`,
    }
  if (tier === 'seed')
    return {
      state: 'stale',
      line,
      warning: `Showing the bundled catalogue of ${time}. Neither OpenRouter nor the database has responded yet.`,
    }
  if (ageMs > ttlMs + Math.min(ttlMs, graceMs) || tier === 'file') {
    const source = tier === 'file' ? ', loaded from the last good file' : ''
    return {
      state: 'stale',
      line,
      warning: `Showing the catalogue of ${time}${source}. OpenRouter has not responded since.`,
    }
  }
  return { state: 'fresh', line, warning: null }
}
