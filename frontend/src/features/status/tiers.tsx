import type { DatabaseHealth, ModelsHealth } from '@modelkeep/catalog/contract/health'
import { IconAlertTriangle, IconCircleCheck, IconMinus } from '@tabler/icons-react'
import { clockTime } from '../../shared/ui/ages.js'
import { liveAge } from './status-sentence.js'
import classes from './status.module.css'

interface Tier {
  name: string
  tone: 'good' | 'warn' | 'idle'
  state: string
  /** When it was last of use; null where it never was. */
  age: string | null
  detail: string
}

const icons = { good: IconCircleCheck, warn: IconAlertTriangle, idle: IconMinus } as const
const sources = { upstream: 'OpenRouter', database: 'the database', file: 'the file', seed: 'the seed' } as const

interface TiersProps {
  models: ModelsHealth
  database: DatabaseHealth | undefined
  now: number
  ageMs: number | null
}

/** Where a catalogue can come from, best first, and how each is. */
export function Tiers(props: TiersProps) {
  return (
    <section aria-labelledby="tiers">
      <h2 id="tiers">Tiers</h2>
      <ul className={classes.tiers}>
        {tiersOf(props).map(({ name, tone, state, age, detail }) => {
          const Icon = icons[tone]
          return (
            <li key={name}>
              <span className={classes.tier}>{name}</span>
              <span className={classes.state} data-tone={tone}>
                <Icon size={16} aria-hidden />
                {state}
              </span>
              <span className={`numbers ${classes.age}`}>{age ?? 'never'}</span>
              <span className={classes.detail}>{detail}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function tiersOf({ models, database, now, ageMs }: TiersProps): Tier[] {
  const { upstream, file, seed } = models.tiers
  const state = database?.state ?? models.tiers.database.state
  const breaker = {
    closed: ['good', 'Answers'],
    open: ['warn', 'Does not answer'],
    'half-open': ['warn', 'Being tried again'],
  } as const
  const [tone, answers] = breaker[upstream.breaker]
  const served =
    models.tier === null
      ? 'nothing is served yet'
      : `${models.model_count.toLocaleString('en-US')} models, loaded from ${sources[models.tier]}`
  const changed = models.changed_at === null ? '' : `; last changed ${since(models.changed_at, now)}`
  return [
    {
      name: 'Memory',
      tone: models.state === 'fresh' ? 'good' : 'warn',
      state: { fresh: 'Fresh', stale: 'Stale', absent: 'Empty' }[models.state],
      age: ageMs === null ? null : liveAge(ageMs),
      detail: served + changed,
    },
    {
      name: 'OpenRouter',
      tone: upstream.breaker === 'closed' && upstream.last_error !== null ? 'warn' : tone,
      state: upstream.breaker === 'closed' && upstream.last_error !== null ? 'Failed last' : answers,
      age: since(upstream.last_success_at, now),
      detail: upstream.last_error ?? `breaker ${upstream.breaker}`,
    },
    databaseTier(models, database, state, now),
    {
      name: 'File',
      tone: file.last_error !== null ? 'warn' : file.written_at === null ? 'idle' : 'good',
      state: file.last_error !== null ? 'Cannot be written' : file.written_at === null ? 'Not there yet' : 'Ready',
      age: since(file.written_at, now),
      detail: file.last_error ?? 'the last good catalogue, on disk',
    },
    {
      name: 'Seed',
      tone: seed.as_of === null ? 'idle' : 'good',
      state: seed.as_of === null ? 'Not needed' : 'Ready',
      age: seed.as_of === null ? '–' : since(seed.as_of, now),
      detail:
        seed.model_count === null
          ? 'shipped with the program, not read'
          : `${seed.model_count.toLocaleString('en-US')} models, shipped with the program`,
    },
  ]
}

function databaseTier(
  models: ModelsHealth,
  database: DatabaseHealth | undefined,
  state: DatabaseHealth['state'],
  now: number,
): Tier {
  const names = {
    off: 'Off',
    starting: 'Starting',
    connected: 'Connected',
    lost: 'Lost',
    refused: 'Left alone',
  } as const
  const began = database === undefined ? '' : `, since ${clockTime(Date.parse(database.since), now)}`
  const why = state === 'connected' || database?.last_error == null ? '' : `: ${database.last_error}`
  return {
    name: 'Database',
    tone: state === 'connected' ? 'good' : state === 'off' ? 'idle' : 'warn',
    state: names[state],
    age: since(models.tiers.database.newest_sync_at, now),
    detail: database === undefined ? '' : state === 'off' ? 'none, by choice' : `${database.description}${began}${why}`,
  }
}

function since(timestamp: string | null, now: number): string | null {
  return timestamp === null ? null : liveAge(now - Date.parse(timestamp))
}
