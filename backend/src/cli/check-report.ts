// What a check found, for a person: one line a finding, what to use instead, and where the id stands.
import { changeText } from '@modelkeep/catalog/changes/change-text'
import { needsAttention, type CheckedModel, type Finding } from '@modelkeep/catalog/changes/check-models'
import type { Replacement } from '@modelkeep/catalog/changes/replacement'
import type { Place } from './source/scan-files.js'
import { table, type Cell } from './table.js'
import { paint, type Style, type Terminal } from './terminal.js'

const columns = [{ title: 'MODEL' }, { title: 'STATUS' }, { title: 'WHAT' }] as const
const styles: Readonly<Record<Finding['kind'], Style>> = {
  gone: 'red',
  unknown: 'red',
  expiring: 'yellow',
  repriced: 'yellow',
  renamed: 'cyan',
}
const mostPlaces = 10

/** Only what needs attention; empty where nothing does. */
export function checkReport(
  checked: readonly CheckedModel[],
  places: ReadonlyMap<string, readonly Place[]>,
  terminal: Terminal,
): string {
  const rows = checked.filter(needsAttention).flatMap((model) => rowsOf(model, places.get(model.id) ?? []))
  return rows.length === 0 ? '' : table(columns, rows, terminal)
}

export function summary(checked: readonly CheckedModel[], terminal: Terminal): string {
  const troubled = checked.filter(needsAttention).length
  if (troubled === 0)
    return paint(
      terminal,
      'green',
      checked.length === 1 ? 'The model is fine.' : `All ${checked.length} models are fine.`,
    )
  return paint(terminal, 'bold', `${troubled} of ${checked.length} models need${troubled === 1 ? 's' : ''} attention.`)
}

function rowsOf({ id, findings, replacement }: CheckedModel, places: readonly Place[]): Cell[][] {
  const lines: Cell[][] = findings.map((finding) => [
    { text: finding.kind, style: styles[finding.kind] },
    { text: findingText(finding) },
  ])
  if (replacement !== null) lines.push([{ text: 'instead', style: 'green' }, { text: replacementText(replacement) }])
  if (places.length > 0) lines.push([{ text: 'stands in', style: 'dim' }, { text: placesText(places) }])
  return lines.map((line, at) => [{ text: at === 0 ? id : '', style: 'bold' }, ...line])
}

export function findingText(finding: Finding): string {
  switch (finding.kind) {
    case 'gone':
      return `since ${finding.removed_at.slice(0, 10)}`
    case 'unknown':
      return finding.near.length === 0
        ? 'not in the catalogue'
        : `not in the catalogue; did you mean ${finding.near.join(' or ')}?`
    case 'expiring':
      return `on ${finding.expiration_date}, ${finding.days < 0 ? `${-finding.days} days ago` : finding.days === 0 ? 'today' : `in ${finding.days} ${finding.days === 1 ? 'day' : 'days'}`}`
    case 'repriced':
      return changeText({ ...finding, kind: 'price_changed', flapping: null, removed_at: null })
    default:
      return changeText({ ...finding, kind: 'renamed', percent: null, flapping: null, removed_at: null })
  }
}

function replacementText({
  id,
  prompt_percent: input,
  completion_percent: output,
  context_length: { before, after },
  lost,
}: Replacement): string {
  const context = before && after && before !== after ? [`context ${count(before)} → ${count(after)}`] : []
  return [
    id,
    ...moved('input price', input),
    ...moved('output price', output),
    ...context,
    ...(lost.length > 0 ? [`without ${lost.join(', ')}`] : []),
  ].join('; ')
}

function moved(what: string, percent: number | null): string[] {
  if (percent === null || percent === 0) return []
  return [`${what} ${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`]
}

function placesText(places: readonly Place[]): string {
  const shown = places.slice(0, mostPlaces).map(({ file, line }) => `${file}:${line}`)
  return [...shown, ...(places.length > mostPlaces ? [`and ${places.length - mostPlaces} more`] : [])].join(', ')
}

function count(tokens: number): string {
  return tokens.toLocaleString('en-GB')
}
