// The lifecycle of models as the program knows it now: kept in memory, so that no request waits for the database.
import { NO_OTHERS, statementsOf, type OtherCatalogues } from '@modelkeep/catalog/lifecycle/statements'
import type { LiteLlmDocument } from '@modelkeep/catalog/mirrors/litellm'
import type { ModelsDevDocument } from '@modelkeep/catalog/mirrors/models-dev'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { HistoryState } from '../history/history-state.js'
import type { Clock } from '../lib/clock.js'
import { singleFlight } from '../lib/single-flight.js'
import type { Mirrors } from '../mirrors/create-mirrors.js'
import type { Events } from '../observe/events.js'
import { DatabaseUnavailable } from '../postgres/database-error.js'
import type { Database } from '../postgres/database.js'
import type { SnapshotStore } from '../snapshot/snapshot-store.js'
import type { HistoryFacts, LifecycleFacts } from './lifecycle-facts.js'
import { readLifecycleHistory } from './read-lifecycle-history.js'

export interface LifecycleService {
  /** From memory; what history knows follows in the background. */
  facts(): LifecycleFacts | Promise<LifecycleFacts>
  /** For how long removed models count as deprecated. */
  readonly deprecatedDays: number
}

export interface LifecycleParts {
  db: Database
  snapshots: SnapshotStore
  mirrors: Mirrors
  clock: Clock
  events: Events
  /** For how long removed models count as deprecated. */
  deprecatedDays: number
  /** The facts differ from before: responses that show them are outdated. */
  onChange: () => void
}

const msPerDay = 86_400_000
const nothing: HistoryFacts = { since: new Map(), mirroredSince: new Map(), removed: [] }

export interface RunningLifecycle extends LifecycleService {
  facts(): LifecycleFacts
  /** Reads history again. Resolves also if that failed: then what was known stays. */
  refresh(): Promise<void>
}

/** Follows the catalogue, its history and the mirrored catalogues by their events. */
export function createLifecycle(parts: LifecycleParts): RunningLifecycle {
  const { db, snapshots, mirrors, clock, events, deprecatedDays, onChange } = parts
  let known = nothing
  let readState: HistoryState | null = null
  let shown = fingerprintOf([], { others: NO_OTHERS, ...nothing })

  const removedSince = (): number => clock.now() - deprecatedDays * msPerDay
  const others = (): OtherCatalogues => othersOf(mirrors)

  function facts(): LifecycleFacts {
    const since = removedSince()
    const removed = known.removed.filter(({ removed_at: at }) => Date.parse(at) >= since)
    // The same array as long as nothing changes: documents are composed anew for another one.
    if (removed.length < known.removed.length) known = { ...known, removed }
    return { others: others(), ...known }
  }

  function noteChange(): void {
    const now = fingerprintOf(snapshots.current()?.catalogue.entries ?? [], facts())
    if (now === shown) return
    shown = now
    onChange()
  }

  const reading = singleFlight(async () => {
    const snapshot = snapshots.current()
    if (snapshot === null || snapshot.tier === 'seed' || db.status().state !== 'connected') return
    try {
      const input = { catalogue: snapshot.catalogue, others: others(), removedSince: removedSince(), now: clock.now() }
      known = await readLifecycleHistory(db, input)
    } catch (error) {
      readState = null
      if (!(error instanceof DatabaseUnavailable)) events.emit('trouble', { what: 'lifecycle_not_read', error })
    }
    noteChange()
  })
  const refresh = (): Promise<void> => reading.run()

  function readAgain(): void {
    noteChange()
    // What began earlier may have read the state before.
    void (reading.running() ?? Promise.resolve()).then(refresh)
  }
  events.on('snapshot', readAgain)
  events.on('mirror', readAgain)
  events.on('history', (state) => {
    const isKnown = readState?.appliedId === state.appliedId && readState.rewrites === state.rewrites
    readState = state
    if (!isKnown) readAgain()
  })
  return { facts, refresh, deprecatedDays }
}

function othersOf(mirrors: Pick<Mirrors, 'get'>): OtherCatalogues {
  const document = (source: 'litellm' | 'models.dev'): unknown => mirrors.get(source)?.served()?.catalogue.document
  return {
    litellm: (document('litellm') ?? null) as LiteLlmDocument | null,
    'models.dev': (document('models.dev') ?? null) as ModelsDevDocument | null,
  }
}

/** Of what responses show. */
function fingerprintOf(entries: Catalogue['entries'], { others, since, removed }: LifecycleFacts): string {
  const said = entries.flatMap(({ model }) => {
    const statements = statementsOf(model, others).filter(({ source }) => source !== 'openrouter')
    return statements.map(({ source, value }) => [model.id, source, value])
  })
  return JSON.stringify([said, [...since], removed.map(({ id, removed_at: at }) => [id, at])])
}
