// What values of filters are called. One that is not here goes by its own name.
import { grouped } from '../../../shared/ui/digits.js'

const parameters: Readonly<Record<string, string>> = {
  tools: 'Tools',
  structured_outputs: 'Structured outputs',
  reasoning: 'Reasoning',
}

export function parameterWord(name: string): string {
  return parameters[name] ?? name
}

export function modalityWord(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** 2^10 is not K here: tokens are counted in thousands, and what is no round number is told exactly. */
export function tokensWord(tokens: number): string {
  if (tokens % 10_000 === 0 && tokens >= 1_000_000) return `${tokens / 1_000_000}M`
  return tokens % 1_000 === 0 ? `${tokens / 1_000}K` : grouped(tokens)
}
