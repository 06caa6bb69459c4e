import type { Received } from '../api/catalogue.js'

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
const longAgoMs = 86_400_000

/** How old what is shown is, in words. `now` in Unix milliseconds. */
export function freshnessOf({ tier, confirmedAt, ttlMs }: Received, error: Error | null, now: number): Freshness {
  const ageMs = Math.max(0, now - confirmedAt)
  const line = `Confirmed ${ageInWords(ageMs)}, loaded from ${sources[tier]}`
  if (error !== null)
    return {
      state: 'unreachable',
      line,
      warning: `Modelkeep cannot be reached. You see the catalogue of ${moment(confirmedAt, now)}; the page tries again by itself.`,
    }
  if (tier === 'seed')
    return {
      state: 'stale',
      line,
      warning: `This is the catalogue that was shipped with the program, of ${moment(confirmedAt, now)}. Neither OpenRouter nor the database has answered yet.`,
    }
  if (ageMs > ttlMs || tier === 'file')
    return {
      state: 'stale',
      line,
      warning: `Catalogue of ${moment(confirmedAt, now)}${tier === 'file' ? ', from the last good file' : ''}; OpenRouter has not answered since.`,
    }
  return { state: 'fresh', line, warning: null }
}

/** `just now`, `5 minutes ago`, `3 days ago`. */
export function ageInWords(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const
  for (const [unit, size] of units) {
    const count = Math.floor(ms / size)
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'} ago`
  }
  return 'just now'
}

/** The time of day, with the date where it is not of the last day. In the reader's own zone. */
export function moment(time: number, now: number): string {
  const date = new Date(time)
  const clock = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  return now - time < longAgoMs
    ? clock
    : `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })}, ${clock}`
}
