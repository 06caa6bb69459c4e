// Pages of changes, and how live changes are merged into them.
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import type { ChangeEntry } from './change-entries.js'

/** A response of `/api/changes`. */
export interface ChangePage {
  data: readonly ListedChange[]
  links: { next: string | null }
}

/** The live changes that are not in the pages yet, without duplicates, newest first. */
export function unseen(live: readonly ListedChange[], pages: readonly ChangePage[]): ListedChange[] {
  const shown = new Set(pages.flatMap(({ data }) => data.map(({ seq }) => seq)))
  const bySeq = new Map(live.map((change) => [change.seq, change]))
  return [...bySeq.values()].filter(({ seq }) => !shown.has(seq)).toSorted(newestFirst)
}

/** Adds live changes on top. A flapping price replaces the single changes that it summarises. */
export function mergeLive(pages: readonly ChangePage[], live: readonly ListedChange[]): ChangePage[] {
  const flaps = live.filter(({ flapping }) => flapping !== null)
  const isSummarised = (old: ListedChange): boolean =>
    flaps.some(
      (one) =>
        one.model_id === old.model_id && one.field === old.field && old.observed_at >= (one.flapping?.since ?? ''),
    )
  return pages.map(({ data, links }, nr) => {
    const rest = data.filter((old) => !isSummarised(old))
    return { links, data: nr === 0 ? [...unseen(live, pages), ...rest].toSorted(newestFirst) : rest }
  })
}

function newestFirst(a: ListedChange, b: ListedChange): number {
  return a.observed_at === b.observed_at ? b.seq - a.seq : a.observed_at < b.observed_at ? 1 : -1
}

export interface DayOfChanges {
  /** Local midnight, in Unix milliseconds. */
  day: number
  entries: ChangeEntry[]
}

/** Groups entries by local day, keeping their order. */
export function byDay(entries: readonly ChangeEntry[]): DayOfChanges[] {
  const days: DayOfChanges[] = []
  for (const entry of entries) {
    const day = startOfDay(Date.parse(entry.observedAt))
    const last = days.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else days.push({ day, entries: [entry] })
  }
  return days
}

/** Local midnight before a time, both in Unix milliseconds. */
export function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0)
}

const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'short', year: 'numeric' })

/** `Today`, `Yesterday`, `Saturday 22 Aug 2026`. */
export function dayName(day: number, now: number): string {
  const today = startOfDay(now)
  if (day === today) return 'Today'
  return day === startOfDay(today - 1) ? 'Yesterday' : longDay.format(day).replace(',', '')
}

/** Whether a price change is good news. null: it did not move. A larger discount is good. */
export function isGoodNews({ field, percent }: Pick<ListedChange, 'field' | 'percent'>): boolean | null {
  if (percent === null || percent === 0) return null
  return field === 'pricing.discount' ? percent > 0 : percent < 0
}

/** `20 %`, `0.55 %`, `1,900 %`, without its sign. */
export function percentText(percent: number): string {
  return `${Math.abs(percent).toLocaleString('en-US', { maximumFractionDigits: Math.abs(percent) < 10 ? 2 : 1 })} %`
}
