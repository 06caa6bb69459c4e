// The models and prices of an overlay file, each with the period for which it applies.
import type { Model } from '../model/model.js'

export type Pricing = NonNullable<Model['pricing']>

/** `from` inclusive, `to` exclusive, in Unix milliseconds; null: open. */
export interface Period {
  readonly from: number | null
  readonly to: number | null
}

/** A model of the user's own. It takes the place of an upstream model with the same id. */
export interface OwnModel extends Period {
  readonly kind: 'model'
  readonly id: string
  /** Canonical, without the marks of `marks.ts`. */
  readonly model: Model
}

/** What the user pays for a model: it replaces the published pricing as a whole. */
export interface OwnPrice extends Period {
  readonly kind: 'price'
  readonly id: string
  readonly pricing: Pricing
}

export type OwnEntry = OwnModel | OwnPrice

/** What applies between two changes of the overlay. */
export interface OverlayState extends Period {
  /** In the order of the file. */
  readonly models: ReadonlyMap<string, OwnModel>
  readonly prices: ReadonlyMap<string, OwnPrice>
}

export interface Overlay {
  readonly models: readonly OwnModel[]
  readonly prices: readonly OwnPrice[]
  /** All entries of each id, whatever their periods; they do not overlap. */
  readonly byId: ReadonlyMap<string, readonly OwnEntry[]>
  /** What applies at a time, in Unix milliseconds: usually the same object until something changes. */
  at(time: number): OverlayState
}

/** Clients can ask for any moment, so not every state is kept. */
const keptStates = 16

/** The entries of each id must not overlap. */
export function createOverlay(models: readonly OwnModel[], prices: readonly OwnPrice[]): Overlay {
  const entries: OwnEntry[] = [...models, ...prices]
  const bounds = [...new Set(entries.flatMap(({ from, to }) => [from, to]))]
    .filter((bound) => bound !== null)
    .toSorted((a, b) => a - b)
  const byId = new Map<string, OwnEntry[]>()
  for (const entry of entries) byId.set(entry.id, [...(byId.get(entry.id) ?? []), entry])
  const states = new Map<number, OverlayState>()

  function stateAt(time: number): OverlayState {
    const applies = (entry: OwnEntry): boolean => isWithin(entry, time)
    return {
      from: bounds.findLast((bound) => bound <= time) ?? null,
      to: bounds.find((bound) => bound > time) ?? null,
      models: new Map(models.filter(applies).map((entry) => [entry.id, entry])),
      prices: new Map(prices.filter(applies).map((entry) => [entry.id, entry])),
    }
  }

  return {
    models,
    prices,
    byId,
    at: (time) => {
      const key = bounds.findLast((bound) => bound <= time) ?? -Infinity
      const state = states.get(key) ?? stateAt(time)
      states.set(key, state)
      if (states.size > keptStates) states.delete(states.keys().next().value!)
      return state
    },
  }
}

/** The entry of an id that applies at a time; null: upstream's prices apply. */
export function ownEntryAt({ byId }: Overlay, id: string, time: number): OwnEntry | null {
  return byId.get(id)?.find((entry) => isWithin(entry, time)) ?? null
}

export function isWithin({ from, to }: Period, time: number): boolean {
  return (from === null || from <= time) && (to === null || time < to)
}

export function overlap(one: Period, other: Period): boolean {
  return startsBeforeEnd(one, other) && startsBeforeEnd(other, one)
}

function startsBeforeEnd({ from }: Period, { to }: Period): boolean {
  return from === null || to === null || from < to
}
