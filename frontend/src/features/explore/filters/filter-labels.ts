// Display names of filter values; values without one are shown as they are.
import { grouped } from '../../../shared/ui/digits.js'

const parameters: Readonly<Record<string, string>> = {
  tools: 'Tools',
  structured_outputs: 'Structured outputs',
  reasoning: 'Reasoning',
}

export function parameterLabel(name: string): string {
  return parameters[name] ?? name
}

export function modalityLabel(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** `1M`, `200K`; other numbers exactly. K is 1,000 here, not 1,024. */
export function tokenCountLabel(tokens: number): string {
  if (tokens % 10_000 === 0 && tokens >= 1_000_000) return `${tokens / 1_000_000}M`
  return tokens % 1_000 === 0 ? `${tokens / 1_000}K` : grouped(tokens)
}
