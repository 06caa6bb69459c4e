import { needsAttention, type CheckedModel, type Finding } from '@modelkeep/catalog/changes/check-models'
import { findingText, replacementText } from '@modelkeep/catalog/changes/finding-text'
import type { Place } from './source/scan-files.js'
import { table, type Cell } from './table.js'
import { paint, type Style, type Terminal } from './terminal.js'

const columns = [{ title: 'MODEL' }, { title: 'STATUS' }, { title: 'DETAIL' }] as const
const styles: Readonly<Record<Finding['kind'], Style>> = {
  gone: 'red',
  unknown: 'red',
  expiring: 'yellow',
  deprecated: 'yellow',
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

function placesText(places: readonly Place[]): string {
  const shown = places.slice(0, maxPlaces).map(({ file, line }) => `${file}:${line}`)
  if (places.length > maxPlaces) shown.push(`and ${places.length - maxPlaces} more`)
  return shown.join(', ')
}
