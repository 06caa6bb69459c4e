import type { MissingCapability } from '@modelkeep/catalog/alternatives/similarity'

const parameterNames: Readonly<Record<string, string>> = {
  structured_outputs: 'structured output',
  response_format: 'JSON mode',
}

/** `lacks image input and tools`; null when nothing is missing. */
export function missingText(missing: readonly MissingCapability[]): string | null {
  if (missing.length === 0) return null
  const names = missing.map(({ kind, name }) =>
    kind === 'parameter' ? (parameterNames[name] ?? name) : `${name} ${kind}`,
  )
  return `lacks ${new Intl.ListFormat('en-GB').format(names)}`
}

/** `60 % cheaper` or, when input and output differ, `input 60 % and output 25 % cheaper`. */
export function cheaperText({ inputPercent, outputPercent }: { inputPercent: number; outputPercent: number }): string {
  if (inputPercent === outputPercent) return `${atLeast(inputPercent)} cheaper`
  return `input ${comparison(inputPercent)}, output ${comparison(outputPercent)}`
}

const comparison = (percent: number): string => (percent === 0 ? 'about the same' : `${percent} % cheaper`)
const atLeast = (percent: number): string => (percent === 0 ? 'less than 1 %' : `${percent} %`)
