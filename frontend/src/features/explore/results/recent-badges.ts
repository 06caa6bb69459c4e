// One badge per model for its recent changes: a row has room for the most important one only.
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { changeText } from '@modelkeep/catalog/changes/change-text'
import { parsePrice } from '@modelkeep/catalog/price/price'
import { dateLabel } from '../../../shared/ui/dates.js'

export interface ChangeBadge {
  /** `good`: a price cut. `warn`: a price increase. */
  tone: 'new' | 'good' | 'warn' | 'plain'
  /** `↓ 20 %` */
  text: string
  /** The same for screen readers. */
  spoken: string
  /** Every change, one line each. */
  title: string
}

const maxLines = 6

/** Badges by model id, from changes in any order. Models without a notable change have none. */
export function recentBadges(changes: readonly ListedChange[]): Map<string, ChangeBadge> {
  const byModel = new Map<string, ListedChange[]>()
  for (const change of changes) {
    const { model_id: id, scheduled } = change
    if (id !== null && !scheduled) byModel.set(id, [...(byModel.get(id) ?? []), change])
  }
  const badges = new Map<string, ChangeBadge>()
  for (const [id, own] of byModel) {
    const oldestFirst = own.toSorted((a, b) => a.observed_at.localeCompare(b.observed_at) || a.seq - b.seq)
    const badge = arrivalBadge(oldestFirst) ?? priceBadge(oldestFirst) ?? contextBadge(oldestFirst)
    if (badge !== null) badges.set(id, { ...badge, title: titleOf(oldestFirst) })
  }
  return badges
}

type Shown = Omit<ChangeBadge, 'title'>

function arrivalBadge(changes: readonly ListedChange[]): Shown | null {
  if (changes.some(({ kind }) => kind === 'model_added')) return { tone: 'new', text: 'new', spoken: 'new' }
  return changes.some(({ kind }) => kind === 'model_returned')
    ? { tone: 'new', text: 'returned', spoken: 'returned' }
    : null
}

/** The total move of the input and output prices; the larger one when both moved in the same direction. */
function priceBadge(changes: readonly ListedChange[]): Shown | null {
  const moves = ['pricing.prompt', 'pricing.completion'].flatMap((field) => moveOf(changes, field) ?? [])
  if (moves.length === 0) return null
  const directions = new Set(moves.map(({ direction }) => direction))
  const largest = moves.toSorted((a, b) => (b.percent ?? Infinity) - (a.percent ?? Infinity))[0]
  if (directions.size > 1 || largest === undefined || largest.direction === 0)
    return { tone: 'plain', text: 'price ±', spoken: 'prices changed' }
  const [arrow, tone, verb] =
    largest.direction < 0 ? (['↓', 'good', 'fell'] as const) : (['↑', 'warn', 'rose'] as const)
  const by = largest.percent === null ? null : percentText(largest.percent)
  return { tone, text: `${arrow} ${by ?? 'price'}`, spoken: `price ${verb}${by === null ? '' : ` ${by}`}` }
}

interface Move {
  /** 0: unknown, because one of the prices is. */
  direction: -1 | 0 | 1
  /** Absolute; null when the price was zero before. */
  percent: number | null
}

/** From before the oldest change of a price to after the newest; null when it is back where it was. */
function moveOf(changes: readonly ListedChange[], field: string): Move | null {
  const own = changes.filter((change) => change.kind === 'price_changed' && change.field === field)
  const [first, last] = [own[0], own.at(-1)]
  if (first === undefined || last === undefined) return null
  // A flapping price is one change; its first value is the price before.
  const [before, after] = [parsePrice(first.flapping?.values[0] ?? first.before), parsePrice(last.after)]
  if (before.kind !== 'known' || after.kind !== 'known') return { direction: 0, percent: null }
  const move = after.value.minus(before.value)
  if (move.eq(0)) return null
  return {
    direction: move.lt(0) ? -1 : 1,
    percent: before.value.eq(0) ? null : Math.abs(move.div(before.value).times(100).toNumber()),
  }
}

/** Whole percents: `<1 %` below one, `×N` from ten times up. */
function percentText(percent: number): string {
  if (percent < 1) return '<1 %'
  return percent >= 1000 ? `×${Math.round(percent / 100 + 1).toLocaleString('en')}` : `${Math.round(percent)} %`
}

function contextBadge(changes: readonly ListedChange[]): Shown | null {
  const own = changes.filter(({ field }) => field === 'context_length')
  const [before, after] = [own[0]?.before, own.at(-1)?.after]
  if (own.length === 0 || before === after) return null
  if (typeof before !== 'number' || typeof after !== 'number')
    return { tone: 'plain', text: 'context ±', spoken: 'context changed' }
  return after > before
    ? { tone: 'plain', text: 'context ↑', spoken: 'context grew' }
    : { tone: 'plain', text: 'context ↓', spoken: 'context shrank' }
}

/** Newest first, a line each. */
function titleOf(oldestFirst: readonly ListedChange[]): string {
  const lines = oldestFirst
    .toReversed()
    .map((change) => `${dateLabel(Date.parse(change.observed_at) / 1000)}: ${changeText(change)}`)
  const more = lines.length - maxLines
  return [...lines.slice(0, maxLines), ...(more > 0 ? [`and ${more} more`] : [])].join('\n')
}
