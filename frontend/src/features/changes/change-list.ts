// Pages of changes as they were answered, and what is put before them when it happens.
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { isPrimaryPrice } from '@modelkeep/catalog/price/price'

/** One answer of `/api/changes`. */
export interface ChangePage {
  data: readonly ListedChange[]
  links: { next: string | null }
}

/** Of what was told live, what is not shown yet: each once, newest first. */
export function unseen(told: readonly ListedChange[], pages: readonly ChangePage[]): ListedChange[] {
  const shown = new Set(pages.flatMap(({ data }) => data.map(({ seq }) => seq)))
  const bySeq = new Map(told.map((change) => [change.seq, change]))
  return [...bySeq.values()].filter(({ seq }) => !shown.has(seq)).toSorted(newestFirst)
}

/** With what is new on top. A price that goes to and fro takes the place of the steps that it is now shown for. */
export function withNews(pages: readonly ChangePage[], news: readonly ListedChange[]): ChangePage[] {
  const flaps = news.filter(({ flapping }) => flapping !== null)
  const isToldAnew = (old: ListedChange): boolean =>
    flaps.some(
      (one) =>
        one.model_id === old.model_id && one.field === old.field && old.observed_at >= (one.flapping?.since ?? ''),
    )
  return pages.map(({ data, links }, nr) => {
    const rest = data.filter((old) => !isToldAnew(old))
    return { links, data: nr === 0 ? [...unseen(news, pages), ...rest].toSorted(newestFirst) : rest }
  })
}

function newestFirst(a: ListedChange, b: ListedChange): number {
  return a.observed_at === b.observed_at ? b.seq - a.seq : a.observed_at < b.observed_at ? 1 : -1
}

export interface DayOfChanges {
  /** Its midnight where the reader is, in Unix milliseconds. */
  day: number
  changes: ListedChange[]
}

/** By day of the reader's clock, in the order in which they come. */
export function byDay(changes: readonly ListedChange[]): DayOfChanges[] {
  const days: DayOfChanges[] = []
  for (const change of changes) {
    const day = startOfDay(Date.parse(change.observed_at))
    const last = days.at(-1)
    if (last?.day === day) last.changes.push(change)
    else days.push({ day, changes: [change] })
  }
  return days
}

/** Midnight before a moment, both in Unix milliseconds, by the reader's clock. */
export function startOfDay(moment: number): number {
  return new Date(moment).setHours(0, 0, 0, 0)
}

const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

/** `Today`, `Yesterday`, `Saturday 22 August 2026`. */
export function dayName(day: number, now: number): string {
  const today = startOfDay(now)
  if (day === today) return 'Today'
  return day === startOfDay(today - 1) ? 'Yesterday' : longDay.format(day).replace(',', '')
}

/**
 * Whether a price that moved so is good news. null: nothing moved, or a secondary price is there no more, so that its tokens may be
 * free or may be billed as others are. What is taken off a price is good when it grows.
 */
export function isGoodNews({ field, percent }: Pick<ListedChange, 'field' | 'percent'>): boolean | null {
  if (percent === null || percent === 0) return null
  if (percent === -100 && field !== null && !isPrimaryPrice(field.replace(/^pricing\./, ''))) return null
  return field === 'pricing.discount' ? percent > 0 : percent < 0
}

/** `20 %`, `0.55 %`, `1,900 %`, without its sign. */
export function percentText(percent: number): string {
  return `${Math.abs(percent).toLocaleString('en-US', { maximumFractionDigits: Math.abs(percent) < 10 ? 2 : 1 })} %`
}
