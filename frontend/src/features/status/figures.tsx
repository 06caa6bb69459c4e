import type { ModelsHealth } from '@modelkeep/catalog/contract/health'
import { bytesLabel, milliseconds } from './status-sentence.js'
import classes from './status.module.css'
import type { StatusFigures } from './use-status.js'

/** The most important numbers. */
export function Figures({
  status: { health, cache, database },
  models,
}: {
  status: StatusFigures
  models: ModelsHealth
}) {
  const { pending, bytes } = models.spool
  const figures = [
    {
      name: 'Models',
      value: models.model_count.toLocaleString('en-US'),
      note: health === undefined ? '' : `version ${health.version}, up ${duration(health.uptime_seconds)}`,
    },
    {
      name: 'Cache hits',
      value: cache === undefined ? '–' : ratio(cache.hits, cache.misses),
      note: cache === undefined ? '' : `${count(cache.entries, 'response')}, ${bytesLabel(cache.bytes)}`,
    },
    {
      name: 'Database round trip',
      value: database?.round_trip_ms == null ? '–' : milliseconds(database.round_trip_ms),
      note:
        database === undefined
          ? ''
          : `${database.pool.total} of ${database.pool.max} connections open, ${database.pool.waiting} waiting`,
    },
    {
      name: 'Spooled on disk',
      value: pending.toLocaleString('en-US'),
      note: pending === 0 ? 'nothing spooled' : `${bytesLabel(bytes)}, waiting for the database`,
    },
  ]
  return (
    <dl className={classes.figures}>
      {figures.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="numbers">{value}</dd>
          <dd className={classes.note}>{note}</dd>
        </div>
      ))}
    </dl>
  )
}

/** `99.2 %`, never rounded up to 100. */
export function ratio(hits: number, misses: number): string {
  const all = hits + misses
  return all === 0 ? '–' : `${(Math.floor((hits / all) * 1000) / 10).toFixed(1)} %`
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} days`
}

const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`
