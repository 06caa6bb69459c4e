import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { IconArchive, IconCircleCheck, IconCircleDashedCheck, IconCircleX } from '../../shared/ui/icons.js'
import { clockTime } from '../../shared/ui/ages.js'
import { liveAge, milliseconds } from './status-sentence.js'
import classes from './status.module.css'

const statuses = {
  applied: { icon: IconCircleCheck, word: 'Applied', tone: 'good' },
  unchanged: { icon: IconCircleDashedCheck, word: 'Unchanged', tone: 'idle' },
  quarantined: { icon: IconArchive, word: 'Quarantined', tone: 'warn' },
  failed: { icon: IconCircleX, word: 'Failed', tone: 'bad' },
} as const

/** The latest syncs. */
export function SyncLog({
  syncs,
  error,
  now,
}: {
  syncs: readonly Sync[] | undefined
  error: Error | null
  now: number
}) {
  return (
    <section aria-labelledby="syncs">
      <h2 id="syncs">Last syncs</h2>
      {error !== null && syncs === undefined && (
        <p className={classes.quiet}>The log cannot be loaded: {error.message}.</p>
      )}
      {syncs?.length === 0 && <p className={classes.quiet}>No syncs yet.</p>}
      {syncs !== undefined && syncs.length > 0 && (
        // A scrollable region must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={classes.scroll} role="region" aria-label="Table of the last syncs" tabIndex={0}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">Status</th>
                <th scope="col">When</th>
                {['Models', 'Added', 'Changed', 'Removed', 'Duration'].map((name) => (
                  <th key={name} scope="col" className={classes.number}>
                    {name}
                  </th>
                ))}
                <th scope="col">Detail</th>
              </tr>
            </thead>
            <tbody>
              {syncs.map((sync) => (
                <SyncRow key={sync.id ?? sync.observed_at} sync={sync} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function SyncRow({ sync, now }: { sync: Sync; now: number }) {
  const { icon: Icon, word, tone } = statuses[sync.status]
  const at = Date.parse(sync.observed_at)
  const numbers = [sync.model_count, sync.added, sync.changed, sync.removed]
  return (
    <tr>
      <td>
        <span className={classes.state} data-tone={tone}>
          <Icon size={16} />
          {word}
        </span>
      </td>
      <td className="numbers" title={sync.observed_at}>
        {clockTime(at, now)} <span className={classes.quiet}>{liveAge(now - at)}</span>
      </td>
      {numbers.map((number, position) => (
        <td key={position} className={`numbers ${classes.number}`} data-zero={!number || undefined}>
          {number?.toLocaleString('en-US') ?? '–'}
        </td>
      ))}
      <td className={`numbers ${classes.number}`}>{milliseconds(sync.duration_ms)}</td>
      <td className={classes.long}>{detailOf(sync)}</td>
    </tr>
  )
}

function detailOf({ detail, source, id, scope }: Sync): string {
  const parts = [
    detail,
    source === 'upstream' ? null : `by ${source}`,
    scope === 'all' ? null : 'text models only',
    id === null ? 'spooled on disk' : null,
  ]
  return parts.filter((part) => part !== null).join('; ')
}
