// Compares a price table with the catalogue, as exact decimals.
import { Big } from 'big.js'
import { nearestReplacement } from '../changes/replacement.js'
import { withoutRoutingSuffix } from '../model/model-id.js'
import type { Model } from '../model/model.js'
import { nearIds } from '../query/near-ids.js'
import { cataloguePrice, priceConditions, REASON_TEXTS } from './catalogue-price.js'
import type { KnownDeviation } from './known-deviations.js'
import { writeNumber } from './number-text.js'
import { createPins, type Pins } from './pins.js'
import type { ComparedTable, MissingModel, PriceFinding } from './price-findings.js'
import { PriceTableError, UNIT_FACTORS, type PriceCell, type PriceRow, type PriceTable } from './price-table.js'

export interface Comparison {
  /** By id. */
  present: ReadonlyMap<string, Model>
  /** Removed models in their last known state; null if there is no history. */
  removed: ReadonlyMap<string, Model & { removed_at: string }> | null
  /** Of the ids of OpenRouter's models. null: of a LiteLLM map `openrouter/`, otherwise `openrouter/` where it is. */
  prefix: string | null
  known: readonly KnownDeviation[]
}

/** Finding the closest ids takes milliseconds a model, and a table with more missing models has another problem. */
export const MAX_SUGGESTIONS = 200

const OPENROUTER = 'openrouter'
const DEFAULT_PREFIX = `${OPENROUTER}/`

/** @throws PriceTableError if no row has a price to compare */
export function compareTable(table: PriceTable, comparison: Comparison): ComparedTable {
  const rows = table.rows.filter((row) => isOfOpenRouter(row, table, comparison.prefix))
  const skipped = table.rows.length - rows.length
  const priced = rows.filter(({ cells }) => cells.length > 0)
  if (priced.length === 0 && table.problems.length === 0) throw nothingToCompare(table, skipped, comparison.prefix)
  const pins = createPins(comparison.known)
  const used = new Set(priced.flatMap(({ cells }) => cells.map(({ column }) => column)))
  const compared: ComparedTable = {
    columns: table.columns.filter((column) => used.has(column)),
    ignored: [...new Set(priced.flatMap(({ ignored }) => ignored))],
    prices: [],
    missing: [],
    problems: table.problems,
    unneeded: [],
    duplicates: duplicatesOf(priced),
    skipped,
    without_prices: rows.length - priced.length,
    with_tiers: 0,
    with_windows: 0,
    corrections: [],
  }
  for (const row of priced) {
    const model = lookUp(comparison.present, row.model, comparison.prefix)
    if (model === undefined)
      compared.missing.push(missingModel(row, comparison, pins, compared.missing.length < MAX_SUGGESTIONS))
    else compareRow(row, model, pins, compared)
  }
  return { ...compared, unneeded: pins.unneeded() }
}

function isOfOpenRouter({ model, provider }: PriceRow, { shape }: PriceTable, prefix: string | null): boolean {
  if (prefix !== null) return model.startsWith(prefix)
  return shape !== 'LiteLLM map' || model.startsWith(DEFAULT_PREFIX) || provider === OPENROUTER
}

function nothingToCompare({ rows, shape }: PriceTable, skipped: number, prefix: string | null): PriceTableError {
  if (skipped === 0) return new PriceTableError('no row has a price')
  const expected = prefix ?? DEFAULT_PREFIX
  const option = shape === 'LiteLLM map' ? `; if the keys are ids of OpenRouter without it, give --price-prefix ''` : ''
  return new PriceTableError(
    `none of the ${rows.length} rows with prices is compared: no id starts with ${JSON.stringify(expected)}${option}`,
  )
}

/** The model by its id without the prefix, else as it is; also without suffixes that only select how requests are routed. */
function lookUp<T>(models: ReadonlyMap<string, T>, name: string, prefix: string | null): T | undefined {
  const names = [withoutPrefix(name, prefix), name, withoutPrefix(name, DEFAULT_PREFIX)]
  const found = [...names, ...names.map(withoutRoutingSuffix)].find((id) => models.has(id))
  return found === undefined ? undefined : models.get(found)
}

function withoutPrefix(name: string, prefix: string | null): string {
  const start = prefix ?? DEFAULT_PREFIX
  return name.startsWith(start) ? name.slice(start.length) : name
}

function missingModel(
  { model, line }: PriceRow,
  comparison: Comparison,
  pins: Pins,
  isSuggesting: boolean,
): MissingModel {
  const { removed, prefix } = comparison
  const id = withoutPrefix(model, prefix)
  const last = removed === null ? undefined : lookUp(removed, model, prefix)
  return {
    status: pins.allowMissing([model, id]) ? 'known_missing' : 'missing',
    line,
    model,
    removed_at: last?.removed_at ?? null,
    near: isSuggesting ? suggestions(id, last, comparison) : [],
  }
}

/** A replacement for a removed model, otherwise similar ids. */
function suggestions(id: string, last: Model | undefined, { present }: Comparison): string[] {
  if (last === undefined) return nearIds(id, [...present.keys()])
  const replacement = nearestReplacement(last, present.values())
  return replacement === null ? [] : [replacement.id]
}

function compareRow(row: PriceRow, model: Model, pins: Pins, compared: ComparedTable): void {
  const { tiers, windows } = priceConditions(model)
  if (tiers) compared.with_tiers += 1
  if (windows) compared.with_windows += 1
  for (const cell of row.cells) {
    const finding = comparePrice(row, cell, model)
    const pin = pins.allowPrice([row.model, model.id], cell, finding)
    if (pin) finding.status = 'known'
    compared.prices.push(finding)
    if (finding.status === 'wrong' && finding.catalogue !== null) {
      const text = writeNumber(new Big(finding.catalogue), numberOf(cell))
      compared.corrections.push({ finding, cell, text })
    }
  }
}

/** The number in a cell, without currency and blanks. */
function numberOf({ text }: PriceCell): string {
  return /-?[\d.]+(?:[eE][-+]?\d+)?/.exec(text)?.[0] ?? text
}

function comparePrice(row: PriceRow, { column, text, value, problem, line }: PriceCell, model: Model): PriceFinding {
  const { key: field, unit, name } = column
  const finding: PriceFinding = {
    status: 'right',
    line,
    model: row.model,
    id: model.id,
    field,
    column: name,
    unit,
    value: text.trim(),
    catalogue: null,
    percent: null,
    problem: null,
    reason: null,
  }
  const price = cataloguePrice(model, field)
  if (price.kind === 'none')
    return { ...finding, status: 'not_comparable', problem: REASON_TEXTS[price.reason], reason: price.reason }
  const ours = price.value.times(UNIT_FACTORS[unit])
  const all = [ours, ...price.inWindows.map((other) => other.times(UNIT_FACTORS[unit]))]
  const isScheduled = all.length > 1
  const known = {
    ...finding,
    catalogue: isScheduled ? null : ours.toFixed(),
    ...(isScheduled && { windows: [...new Set(all.map((one) => one.toFixed()))] }),
  }
  if (value === null) return { ...known, status: 'unreadable', problem }
  if (all.some((one) => one.eq(value))) return known
  // `:nitro` and the like choose other providers, whose prices may differ.
  if (withoutRoutingSuffix(row.model) !== row.model && !row.model.endsWith(model.id))
    return { ...known, status: 'not_comparable', problem: REASON_TEXTS.other_route, reason: 'other_route' }
  return { ...known, status: 'wrong', percent: isScheduled ? null : percentOf(value, ours) }
}

/** A negative price stands for a dynamic one. */
function percentOf(theirs: Big, ours: Big): number | null {
  if (ours.eq(0) || theirs.lt(0)) return null
  return theirs.minus(ours).times(100).div(ours).round(2, Big.roundHalfUp).toNumber() + 0 // + 0 turns -0 into 0
}

function duplicatesOf(rows: readonly PriceRow[]): ComparedTable['duplicates'] {
  const lines = new Map<string, number[]>()
  for (const { model, line } of rows) lines.set(model, [...(lines.get(model) ?? []), line])
  return [...lines].flatMap(([model, at]) => (at.length > 1 ? [{ model, lines: at }] : []))
}
