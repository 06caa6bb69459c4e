import type { Received } from '../shared/api/catalogue.js'
import { ageInWords, clockTime } from '../shared/ui/ages.js'

export interface Freshness {
  /** `fresh`: nothing to worry about. `stale`: not confirmed of late, or from a lower tier. `unreachable`: the service does not answer. */
  state: 'fresh' | 'stale' | 'unreachable'
  /** One quiet line. */
  line: string
  /** What a banner has to say; null where there is nothing to. */
  warning: string | null
}

const sources = {
  upstream: 'OpenRouter',
  database: 'the database',
  file: 'the last good file',
  seed: 'the catalogue shipped with the program',
} as const

/** How old what is shown is, in words. `now` in Unix milliseconds. */
export function freshnessOf({ tier, confirmedAt, ttlMs }: Received, error: Error | null, now: number): Freshness {
  const ageMs = Math.max(0, now - confirmedAt)
  const line = `Confirmed ${ageInWords(ageMs)}, loaded from ${sources[tier]}`
  if (error !== null)
    return {
      state: 'unreachable',
      line,
      warning: `Modelkeep cannot be reached. You see the catalogue of ${clockTime(confirmedAt, now)}; the page tries again by itself.`,
    }
  if (tier === 'seed')
    return {
      state: 'stale',
      line,
      warning: `This is the catalogue that was shipped with the program, of ${clockTime(confirmedAt, now)}. Neither OpenRouter nor the database has answered yet.`,
    }
  if (ageMs > ttlMs || tier === 'file')
    return {
      state: 'stale',
      line,
      warning: `Catalogue of ${clockTime(confirmedAt, now)}${tier === 'file' ? ', from the last good file' : ''}; OpenRouter has not answered since.`,
    }
  return { state: 'fresh', line, warning: null }
}
