import type { DatabaseHealth, ModelsHealth } from '@modelkeep/catalog/contract/health'
import { ageInWords, clockTime } from '../../shared/ui/ages.js'

export interface StatusSentence {
  tone: 'good' | 'warn' | 'bad'
  /** What is worth saying aloud when it changes. */
  text: string
  /** Figures that go on with the sentence and change at every look. */
  figures?: string
}

/** What is known of the service. `unreachableSince` in Unix milliseconds, null while it answers. */
export interface KnownStatus {
  models: Pick<
    ModelsHealth,
    'state' | 'tier' | 'model_count' | 'age_seconds' | 'confirmed_at' | 'tiers' | 'spool' | 'last_sync'
  >
  database: Pick<DatabaseHealth, 'state' | 'round_trip_ms'> | null
  unreachableSince: number | null
}

/** The state of everything in one sentence. The first that is true, worst first. `now` in Unix milliseconds. */
export function statusSentence({ models, database, unreachableSince }: KnownStatus, now: number): StatusSentence {
  if (unreachableSince !== null)
    return {
      tone: 'bad',
      text: `Modelkeep has not answered since ${clockTime(unreachableSince, now)}; these are its last figures.`,
    }
  if (models.state === 'absent')
    return {
      tone: 'bad',
      text: 'There is no catalogue yet: neither OpenRouter nor the database has answered, and there is no file.',
    }
  const catalogue = catalogueProblem(models, now)
  const trouble = databaseProblem(database?.state ?? models.tiers.database.state)
  const waiting = models.spool.pending
  const spooled =
    waiting === 0 ? '' : ` ${waiting} ${waiting === 1 ? 'observation waits' : 'observations wait'} on disk for it.`
  if (catalogue !== null)
    return { tone: 'warn', text: trouble === null ? catalogue : `${catalogue} ${trouble}${spooled}` }
  if (trouble !== null) return { tone: 'warn', text: `${trouble}${spooled} The catalogue is up to date all the same.` }
  return {
    tone: 'good',
    text: 'All is well',
    figures: `: ${models.model_count.toLocaleString('en-US')} models, confirmed ${ageInWords((models.age_seconds ?? 0) * 1000)}${databaseClause(database)}.`,
  }
}

function catalogueProblem(
  { tier, state, tiers, confirmed_at: confirmedAt, last_sync: sync }: KnownStatus['models'],
  now: number,
): string | null {
  const served = `the catalogue of ${confirmedAt === null ? 'an unknown time' : clockTime(Date.parse(confirmedAt), now)}`
  if (tier === 'seed')
    return `Neither OpenRouter nor the database has answered yet; ${served}, which was shipped with the program, is served.`
  const kept = sync?.status === 'quarantined'
  if (kept) return `What OpenRouter sent last was kept aside; ${served} is served.`
  if (tiers.upstream.breaker === 'open' || sync?.status === 'failed')
    return `OpenRouter does not answer; ${served} is served.`
  if (state === 'stale') return `OpenRouter has not confirmed the catalogue of late; ${served} is served.`
  if (tier === 'file') return `${upper(served)} is served, from the last good file.`
  return null
}

function databaseProblem(state: DatabaseHealth['state']): string | null {
  if (state === 'lost') return 'The database cannot be reached.'
  if (state === 'refused') return 'The database is of a newer program and is left alone.'
  if (state === 'starting') return 'The database is starting.'
  return null
}

function databaseClause(database: KnownStatus['database']): string {
  if (database?.state === 'off') return '; there is no database, by choice'
  return database?.round_trip_ms == null ? '' : `; the database answers in ${milliseconds(database.round_trip_ms)}`
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

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

/** `12 s ago`, then minutes, hours, days: ages of what is looked at live. */
export function liveAge(ms: number): string {
  return ms < 60_000 ? `${Math.max(0, Math.floor(ms / 1000))} s ago` : ageInWords(ms)
}
