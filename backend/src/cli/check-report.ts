import { changeText } from '@modelkeep/catalog/changes/change-text'
import { needsAttention, type CheckedModel, type Finding } from '@modelkeep/catalog/changes/check-models'
import type { Replacement } from '@modelkeep/catalog/changes/replacement'
import { parsePrice, perMillion } from '@modelkeep/catalog/price/price'
import type { Place } from './source/scan-files.js'
import { table, type Cell } from './table.js'
import { paint, type Style, type Terminal } from './terminal.js'

const columns = [{ title: 'MODEL' }, { title: 'STATUS' }, { title: 'DETAIL' }] as const
const styles: Readonly<Record<Finding['kind'], Style>> = {
  gone: 'red',
  unknown: 'red',
  expiring: 'yellow',
  repriced: 'yellow',
  published: 'dim',
  withdrawn: 'dim',
  renamed: 'cyan',
}
const maxPlaces = 10

/** A table of the models that need attention: one line per finding, then the replacement and the places. Empty if there are none. */
export function checkReport(
  checked: readonly CheckedModel[],
  places: ReadonlyMap<string, readonly Place[]>,
  terminal: Terminal,
): string {
  const rows = checked.filter(needsAttention).flatMap((model) => rowsOf(model, places.get(model.id) ?? []))
  return rows.length === 0 ? '' : table(columns, rows, terminal)
}

export function summary(checked: readonly CheckedModel[], terminal: Terminal): string {
  const attention = checked.filter(needsAttention).length
  if (attention > 0)
    return paint(
      terminal,
      'bold',
      `${attention} of ${checked.length} models need${attention === 1 ? 's' : ''} attention.`,
    )
  return paint(
    terminal,
    'green',
    checked.length === 1 ? 'The model is fine.' : `All ${checked.length} models are fine.`,
  )
}

function rowsOf({ id, findings, replacement }: CheckedModel, places: readonly Place[]): Cell[][] {
  const lines: Cell[][] = findings.map((finding) => [
    { text: finding.kind, style: styles[finding.kind] },
    { text: findingText(finding) },
  ])
  if (replacement !== null)
    lines.push([{ text: 'use instead', style: 'green' }, { text: replacementText(replacement) }])
  if (places.length > 0) lines.push([{ text: 'found in', style: 'dim' }, { text: placesText(places) }])
  return lines.map((line, at) => [{ text: at === 0 ? id : '', style: 'bold' }, ...line])
}

function findingText(finding: Finding): string {
  switch (finding.kind) {
    case 'gone':
      return `since ${finding.removed_at.slice(0, 10)}`
    case 'unknown':
      return finding.near.length === 0
        ? 'not in the catalogue'
        : `not in the catalogue; did you mean ${finding.near.join(' or ')}?`
    case 'expiring':
      return `on ${finding.expiration_date}, ${relativeDays(finding.days)}`
    case 'published':
    case 'withdrawn':
      return changeText({ ...finding, kind: 'price_changed', percent: null, flapping: null, removed_at: null })
    case 'repriced':
      return changeText({ ...finding, kind: 'price_changed', flapping: null, removed_at: null })
    default:
      return changeText({ ...finding, kind: 'renamed', percent: null, flapping: null, removed_at: null })
  }
}

function relativeDays(days: number): string {
  if (days === 0) return 'today'
  const count = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`
  return days < 0 ? `${count} ago` : `in ${count}`
}

function replacementText(replacement: Replacement): string {
  const { id, pricing, prompt_percent, completion_percent, context_length, lost } = replacement
  const { before, after } = context_length
  const parts = [
    id,
    ...pricesText(pricing),
    ...priceText('input price', prompt_percent),
    ...priceText('output price', completion_percent),
  ]
  if (before && after && before !== after) parts.push(`context ${formatCount(before)} → ${formatCount(after)}`)
  if (lost.length > 0) parts.push(`without ${lost.join(', ')}`)
  return parts.join('; ')
}

/** Such as `$2.50 input, $10.00 output per million tokens`. Empty unless both prices are known. */
function pricesText({ prompt, completion }: Replacement['pricing']): string[] {
  const [input, output] = [parsePrice(prompt), parsePrice(completion)]
  if (input.kind !== 'known' || output.kind !== 'known') return []
  const [inputText, outputText] = [input, output].map(({ value }) => dollars(perMillion(value)))
  return [`${inputText} input, ${outputText} output per million tokens`]
}

/** Exact, with at least two decimals. */
function dollars(amount: ReturnType<typeof perMillion>): string {
  return `$${amount.eq(amount.round(2)) ? amount.toFixed(2) : amount.toFixed()}`
}

function priceText(name: string, percent: number | null): string[] {
  if (percent === null || percent === 0) return []
  return [`${name} ${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`]
}

function placesText(places: readonly Place[]): string {
  const shown = places.slice(0, maxPlaces).map(({ file, line }) => `${file}:${line}`)
  if (places.length > maxPlaces) shown.push(`and ${places.length - maxPlaces} more`)
  return shown.join(', ')
}

function formatCount(tokens: number): string {
  return tokens.toLocaleString('en-GB')
}
