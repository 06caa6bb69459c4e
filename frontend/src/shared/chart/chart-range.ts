// The periods that a price chart can show, and their spelling in the URL.

export type ChartRange = '30d' | '1y' | 'all'

const dayMs = 86_400_000

const lengths: Readonly<Record<ChartRange, number>> = { '30d': 30 * dayMs, '1y': 365 * dayMs, all: Infinity }

export const rangeNames: Readonly<Record<ChartRange, string>> = { '30d': '30 days', '1y': '1 year', all: 'All' }

/** The ranges that differ for a history from `first` to `end` (Unix milliseconds): those shorter than it, and all of it. */
export function rangesOf(first: number, end: number): ChartRange[] {
  return (['30d', '1y', 'all'] as const).filter((range) => range === 'all' || end - first > lengths[range])
}

/** The range in a URL; all when it has none, or one that this history is too short for. */
export function parseRange(text: string | undefined, offered: readonly ChartRange[]): ChartRange {
  return offered.find((range) => range === text) ?? 'all'
}

/** In a URL, all is the absence of a range. */
export function rangeText(range: ChartRange): string | undefined {
  return range === 'all' ? undefined : range
}

/** Where the chart starts, in Unix milliseconds. */
export function startOfRange(range: ChartRange, first: number, end: number): number {
  return Math.max(first, end - lengths[range])
}
