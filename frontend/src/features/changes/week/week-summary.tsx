import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { localDay } from '../../../shared/ui/local-time.js'
import { totalsText } from '../list/change-entries.js'
import { PercentMark } from '../list/percent-mark.js'
import { priceMove } from '../list/price-move.js'
import { sinceTrackingBegan } from '../list/tracking-began.js'
import type { Week } from './use-week.js'
import { type NamedModel, type NetMove, weekSummary } from './week.js'
import classes from './week-summary.module.css'

const maxNames = 5

/** Totals, largest price moves, additions and removals of the last seven days. `firstAt`: when tracking began; null: unknown. */
export function WeekSummary({ week: { since, changes, hasMore }, firstAt }: { week: Week; firstAt: number | null }) {
  const summary = useMemo(() => weekSummary(sinceTrackingBegan(changes, firstAt).later), [changes, firstAt])
  const { totals, fell, rose, added, removed } = summary
  const isYounger = firstAt !== null && firstAt > since
  const period = isYounger ? `since tracking began on ${localDay(firstAt)}` : 'in the last 7 days'
  const text = totalsText(totals)
  return (
    <section className={classes.week} aria-labelledby="this-week">
      <div className={classes.head}>
        <h2 id="this-week">This week</h2>
        <p>{text === '' ? `No changes ${period}` : `${hasMore ? 'At least ' : ''}${text} ${period}`}</p>
      </div>
      {text !== '' && (
        <div className={classes.columns}>
          <Moves title="Largest price drops" moves={fell} />
          <Moves title="Largest price rises" moves={rose} />
          <Names title="Added" models={added} kind="model_added" since={since} />
          <Names title="Removed" models={removed} kind="model_removed" since={since} />
        </div>
      )}
    </section>
  )
}

function Moves({ title, moves }: { title: string; moves: readonly NetMove[] }) {
  return (
    <Column title={title} isEmpty={moves.length === 0}>
      {moves.map((change) => {
        const move = priceMove(change)
        return (
          <li key={change.id}>
            <ModelLink {...change} />
            <small>
              <PercentMark change={change} /> {move !== null && `${move.name} ${move.text} ${move.unit}`}
            </small>
          </li>
        )
      })}
    </Column>
  )
}

interface NamesProps {
  title: string
  models: readonly NamedModel[]
  kind: string
  since: number
}

function Names({ title, models, kind, since }: NamesProps) {
  const rest = models.length - maxNames
  return (
    <Column title={`${title} (${models.length})`} isEmpty={models.length === 0}>
      {models.slice(0, rest === 1 ? maxNames + 1 : maxNames).map((model) => (
        <li key={model.id}>
          <ModelLink {...model} />
        </li>
      ))}
      {rest > 1 && (
        <li>
          <Link to="/changes" search={{ kind, since: new Date(since).toISOString() }} className={classes.more}>
            {rest} more
            <span className="visually-hidden"> {title.toLowerCase()}</span>
          </Link>
        </li>
      )}
    </Column>
  )
}

function ModelLink({ id, name }: NamedModel) {
  return (
    <Link to="/models/$" params={{ _splat: id }} className={classes.model} title={id} preload={false}>
      {name}
    </Link>
  )
}

function Column({ title, isEmpty, children }: { title: string; isEmpty: boolean; children: ReactNode }) {
  if (isEmpty) return null
  return (
    <div>
      <h3>{title}</h3>
      <ul>{children}</ul>
    </div>
  )
}
