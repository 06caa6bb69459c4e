import { useId } from 'react'
import type { DatabaseHealth, ModelsHealth, OverlayHealth } from '@modelkeep/catalog/contract/health'
import { SOURCE_NAMES } from '@modelkeep/catalog/lifecycle/source-names'
import { IconAlertTriangle, IconCircleCheck, IconMinus } from '../../shared/ui/icons.js'
import { clockTime } from '../../shared/ui/ages.js'
import { liveAge } from './status-sentence.js'
import classes from './status.module.css'

interface Tier {
  name: string
  tone: 'good' | 'warn' | 'idle'
  state: string
  /** When it was last useful; null: never. */
  age: string | null
  detail: string
}

const icons = { good: IconCircleCheck, warn: IconAlertTriangle, idle: IconMinus } as const
const sources = { upstream: 'OpenRouter', database: 'the database', file: 'the file', seed: 'the seed' } as const

const mirrorSources = { ...sources, upstream: 'its site' } as const

interface TiersProps {
  models: ModelsHealth
  database: DatabaseHealth | undefined
  now: number
  ageMs: number | null
}

/** The tiers that can provide a catalogue, best first, with their state. */
export function Tiers(props: TiersProps) {
  return <TierList title="Tiers" tiers={tiersOf(props)} />
}

/** The catalogues of others that are mirrored; nothing if there are none. */
export function Mirrors({ models, now }: Pick<TiersProps, 'models' | 'now'>) {
  return models.mirrors.length === 0 ? null : (
    <TierList title="Mirrors" tiers={models.mirrors.map((mirror) => mirrorTier(mirror, now))} />
  )
}

/** The overlay file with own models and prices; nothing without one. */
export function OwnPrices({ models: { overlay }, now }: Pick<TiersProps, 'models' | 'now'>) {
  return overlay == null ? null : <TierList title="Own prices" tiers={[overlayTier(overlay, now)]} />
}

function TierList({ title, tiers }: { title: string; tiers: readonly Tier[] }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul className={classes.tiers}>
        {tiers.map(({ name, tone, state, age, detail }) => {
          const Icon = icons[tone]
          return (
            <li key={name}>
              <span className={classes.tier}>{name}</span>
              <span className={classes.state} data-tone={tone}>
                <Icon size={16} />
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
    closed: ['good', 'Responding'],
    open: ['warn', 'Not responding'],
    'half-open': ['warn', 'Retrying'],
  } as const
  const [tone, breakerText] = breaker[upstream.breaker]
  const served =
    models.tier === null
      ? 'nothing served yet'
      : `${models.model_count.toLocaleString('en-US')} models, loaded from ${sources[models.tier]}`
  const changed = models.changed_at === null ? '' : `; last changed ${ageOf(models.changed_at, now)}`
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
      state: upstream.breaker === 'closed' && upstream.last_error !== null ? 'Last request failed' : breakerText,
      age: ageOf(upstream.last_success_at, now),
      detail: upstream.last_error ?? `circuit breaker ${upstream.breaker}`,
    },
    databaseTier(models, database, state, now),
    {
      name: 'File',
      tone: file.last_error !== null ? 'warn' : file.written_at === null ? 'idle' : 'good',
      state: file.last_error !== null ? 'Write failed' : file.written_at === null ? 'Not written yet' : 'Ready',
      age: ageOf(file.written_at, now),
      detail: file.last_error ?? 'the last good catalogue, on disk',
    },
    {
      name: 'Seed',
      tone: seed.as_of === null ? 'idle' : 'good',
      state: seed.as_of === null ? 'Not needed' : 'Ready',
      age: seed.as_of === null ? '–' : ageOf(seed.as_of, now),
      detail:
        seed.model_count === null
          ? 'bundled with the program, not loaded'
          : `${seed.model_count.toLocaleString('en-US')} models, bundled with the program`,
    },
  ]
}

function overlayTier({ file, models, prices, loaded_at, error }: OverlayHealth, now: number): Tier {
  const content = `${counted(models, 'own model')} and ${counted(prices, 'own price')}`
  return {
    name: file,
    tone: error === null ? 'good' : 'warn',
    state: error === null ? 'Current' : 'Not accepted',
    age: ageOf(loaded_at, now),
    detail: error === null ? content : `${content}, from the last good file; ${error}`,
  }
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

function mirrorTier(mirror: ModelsHealth['mirrors'][number], now: number): Tier {
  const { source, tier, entries, quarantined, confirmed_at: confirmedAt, last_error: lastError } = mirror
  const problem = quarantined === null ? lastError : `the newest document was not accepted: ${quarantined.reason}`
  const copy =
    tier === null ? 'no copy yet' : `${entries.toLocaleString('en-US')} entries, loaded from ${mirrorSources[tier]}`
  return {
    name: SOURCE_NAMES[source],
    tone: tier === null || problem !== null ? 'warn' : 'good',
    state:
      tier === null
        ? 'Missing'
        : quarantined !== null
          ? 'Quarantined'
          : problem !== null
            ? 'Last fetch failed'
            : 'Current',
    age: ageOf(confirmedAt, now),
    detail: problem === null ? copy : `${copy}; ${problem}`,
  }
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
    refused: 'Not used',
  } as const
  const since = database === undefined ? '' : `, since ${clockTime(Date.parse(database.since), now)}`
  const why = state === 'connected' || database?.last_error == null ? '' : `: ${database.last_error}`
  return {
    name: 'Database',
    tone: state === 'connected' ? 'good' : state === 'off' ? 'idle' : 'warn',
    state: names[state],
    age: ageOf(models.tiers.database.newest_sync_at, now),
    detail: database === undefined ? '' : state === 'off' ? 'not configured' : `${database.description}${since}${why}`,
  }
}

function ageOf(timestamp: string | null, now: number): string | null {
  return timestamp === null ? null : liveAge(now - Date.parse(timestamp))
}
