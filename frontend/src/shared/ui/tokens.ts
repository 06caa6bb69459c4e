import { grouped } from './digits.js'

/** `128K`, `1.05M`: three significant digits, to be read down a column. 0, null and undefined are unknown: `–`. */
export function tokensLabel(tokens: number | null | undefined): string {
  if (!tokens) return '–'
  if (tokens < 1000) return String(tokens)
  const thousands = rounded(tokens / 1000)
  return thousands < 1000 ? `${thousands}K` : `${rounded(tokens / 1_000_000)}M`
}

/** `128,000 tokens`, exact, for tooltips. */
export function tokensTitle(tokens: number | null | undefined): string {
  return tokens ? `${grouped(tokens)} token${tokens === 1 ? '' : 's'}` : 'Unknown'
}

function rounded(value: number): number {
  return value >= 1000 ? Math.round(value) : Number(value.toPrecision(3))
}
