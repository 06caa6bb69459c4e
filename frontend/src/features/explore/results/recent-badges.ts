// What changed lately about each model, in a word for its row. The row has room for one: the most telling.
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { changeText } from '@modelkeep/catalog/changes/change-text'
import { parsePrice } from '@modelkeep/catalog/price/price'
import { dateLabel } from '../../../shared/ui/dates.js'

export interface RecentBadge {
  /** How it is shown: a price that fell is good news, one that rose is not. */
  tone: 'new' | 'good' | 'warn' | 'plain'
  /** As it is seen: `↓ 20%`. */
  text: string
  /** The same for those who hear the page. */
  spoken: string
  /** In words, with everything that changed. */
  title: string
}

const mostLines = 6

/** Of changes in any order, by model id. Models without news that a row should tell have none. */
export function recentBadges(changes: readonly ListedChange[]): Map<string, RecentBadge> {
  const byModel = new Map<string, ListedChange[]>()
  for (const change of changes) {
    const { model_id: id, scheduled } = change
    if (id !== null && !scheduled) byModel.set(id, [...(byModel.get(id) ?? []), change])
  }
  const badges = new Map<string, RecentBadge>()
  for (const [id, own] of byModel) {
    const oldestFirst = own.toSorted((a, b) => a.observed_at.localeCompare(b.observed_at) || a.seq - b.seq)
    const badge = comingBadge(oldestFirst) ?? priceBadge(oldestFirst) ?? contextBadge(oldestFirst)
    if (badge !== null) badges.set(id, { ...badge, title: titleOf(oldestFirst) })
  }
  return badges
}

type Shown = Omit<RecentBadge, 'title'>

function comingBadge(changes: readonly ListedChange[]): Shown | null {
  if (changes.some(({ kind }) => kind === 'model_added')) return { tone: 'new', text: 'new', spoken: 'new' }
  return changes.some(({ kind }) => kind === 'model_returned')
    ? { tone: 'new', text: 'returned', spoken: 'returned' }
    : null
}

/** The whole way of input and output price; of two that moved alike, the longer one. */
function priceBadge(changes: readonly ListedChange[]): Shown | null {
  const moves = ['pricing.prompt', 'pricing.completion'].flatMap((field) => moveOf(changes, field) ?? [])
  if (moves.length === 0) return null
  const directions = new Set(moves.map(({ direction }) => direction))
  const longest = moves.toSorted((a, b) => (b.percent ?? Infinity) - (a.percent ?? Infinity))[0]
  if (directions.size > 1 || longest === undefined || longest.direction === 0)
    return { tone: 'plain', text: 'price ±', spoken: 'prices changed' }
  const [arrow, tone, verb] =
    longest.direction < 0 ? (['↓', 'good', 'fell'] as const) : (['↑', 'warn', 'rose'] as const)
  const by = longest.percent === null ? null : percentText(longest.percent)
  return { tone, text: `${arrow} ${by ?? 'price'}`, spoken: `price ${verb}${by === null ? '' : ` ${by}`}` }
}

interface Move {
  /** 0: it cannot be said, as with a price that was not known. */
  direction: -1 | 0 | 1
  /** By how much, without a sign; null where it began at zero. */
  percent: number | null
}

/** From before the oldest change of a price until after the newest; null where it is where it was. */
function moveOf(changes: readonly ListedChange[], field: string): Move | null {
  const own = changes.filter((change) => change.kind === 'price_changed' && change.field === field)
  const [first, last] = [own[0], own.at(-1)]
  if (first === undefined || last === undefined) return null
  // One line stands for all times that a price went to and fro: its first value is what there was before.
  const [before, after] = [parsePrice(first.flapping?.values[0] ?? first.before), parsePrice(last.after)]
  if (before.kind !== 'known' || after.kind !== 'known') return { direction: 0, percent: null }
  const way = after.value.minus(before.value)
  if (way.eq(0)) return null
  return {
    direction: way.lt(0) ? -1 : 1,
    percent: before.value.eq(0) ? null : Math.abs(way.div(before.value).times(100).toNumber()),
  }
}

/** Whole percents; what is below one is said so, and what is many times as much as times. */
function percentText(percent: number): string {
  if (percent < 1) return '<1%'
  return percent >= 1000 ? `×${Math.round(percent / 100 + 1).toLocaleString('en')}` : `${Math.round(percent)}%`
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
  const more = lines.length - mostLines
  return [...lines.slice(0, mostLines), ...(more > 0 ? [`and ${more} more`] : [])].join('\n')
}
