import type { DatabaseHealth, ModelsHealth } from '@modelkeep/catalog/contract/health'
import { ageInWords, clockTime } from '../../shared/ui/ages.js'

export interface StatusSentence {
  tone: 'good' | 'warn' | 'bad'
  /** Announced by screen readers when it changes. */
  text: string
  /** The rest of the sentence, with figures that change all the time. */
  figures?: string
}

/** `unreachableSince` in Unix milliseconds, null while the service responds. */
export interface KnownStatus {
  models: Pick<
    ModelsHealth,
    'state' | 'tier' | 'model_count' | 'age_seconds' | 'confirmed_at' | 'tiers' | 'spool' | 'last_sync'
  >
  database: Pick<DatabaseHealth, 'state' | 'round_trip_ms'> | null
  unreachableSince: number | null
}

/** The overall status in one sentence: the worst problem, if there is one. `now` in Unix milliseconds. */
export function statusSentence({ models, database, unreachableSince }: KnownStatus, now: number): StatusSentence {
  if (unreachableSince !== null)
    return {
      tone: 'bad',
      text: `Modelkeep has not responded since ${clockTime(unreachableSince, now)}. Showing its last figures.`,
    }
  if (models.state === 'absent')
    return {
      tone: 'bad',
      text: 'There is no catalogue yet: neither OpenRouter nor the database has responded, and there is no file.',
    }
  const catalogue = catalogueProblem(models, now)
  const databaseText = databaseProblem(database?.state ?? models.tiers.database.state)
  const waiting = models.spool.pending
  const spooled =
    waiting === 0 ? '' : ` ${waiting} ${waiting === 1 ? 'observation is' : 'observations are'} spooled on disk.`
  if (catalogue !== null)
    return { tone: 'warn', text: databaseText === null ? catalogue : `${catalogue} ${databaseText}${spooled}` }
  if (databaseText !== null)
    return { tone: 'warn', text: `${databaseText}${spooled} The catalogue is still up to date.` }
  const count = models.model_count.toLocaleString('en-US')
  const age = ageInWords((models.age_seconds ?? 0) * 1000)
  return {
    tone: 'good',
    text: 'All systems operational',
    figures: `: ${count} models, confirmed ${age}${databaseClause(database)}.`,
  }
}

function catalogueProblem(
  { tier, state, tiers, confirmed_at: confirmedAt, last_sync: sync }: KnownStatus['models'],
  now: number,
): string | null {
  const served = `the catalogue of ${confirmedAt === null ? 'an unknown time' : clockTime(Date.parse(confirmedAt), now)}`
  if (tier === 'seed')
    return `Neither OpenRouter nor the database has responded yet. Serving ${served}, bundled with the program.`
  if (sync?.status === 'quarantined') return `The last response of OpenRouter was quarantined. Serving ${served}.`
  if (tiers.upstream.breaker === 'open' || sync?.status === 'failed')
    return `OpenRouter does not respond. Serving ${served}.`
  if (state === 'stale') return `OpenRouter has not confirmed the catalogue recently. Serving ${served}.`
  if (tier === 'file') return `Serving ${served} from the last good file.`
  return null
}

function databaseProblem(state: DatabaseHealth['state']): string | null {
  if (state === 'lost') return 'The database cannot be reached.'
  if (state === 'refused') return 'The database was migrated by a newer version and is not used.'
  if (state === 'starting') return 'The database is starting.'
  return null
}

function databaseClause(database: KnownStatus['database']): string {
  if (database?.state === 'off') return '; no database configured'
  return database?.round_trip_ms == null ? '' : `; database round trip ${milliseconds(database.round_trip_ms)}`
}

/** `0.92 ms`, `9.1 ms`, `12 ms`, `1.4 s`. */
export function milliseconds(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`
  if (ms >= 10) return `${Math.round(ms)} ms`
  return `${ms.toFixed(ms < 1 ? 2 : 1)} ms`
}

/** `3.1 MB`, `12 kB`, `512 bytes`. */
export function bytesLabel(bytes: number): string {
  if (bytes >= 1_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`
  return bytes >= 1000 ? `${Math.round(bytes / 1000)} kB` : `${bytes} bytes`
}

/** `12 s ago`, then minutes, hours and days. */
export function liveAge(ms: number): string {
  return ms < 60_000 ? `${Math.max(0, Math.floor(ms / 1000))} s ago` : ageInWords(ms)
}
