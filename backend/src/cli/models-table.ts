import type { Model } from '@modelkeep/catalog/model/model'
import { inputModalities, outputModalities } from '@modelkeep/catalog/model/modalities'
import { isFree, perMillion, tokenPrice } from '@modelkeep/catalog/price/price'
import { table, type Cell, type Column } from './table.js'
import type { ListedModel } from './source/parse-list.js'
import type { Terminal } from './terminal.js'

const columns: readonly Column[] = [
  { title: 'MODEL', shrinks: true },
  { title: 'CONTEXT', align: 'right' },
  { title: 'IN $/M', align: 'right' },
  { title: 'OUT $/M', align: 'right' },
  { title: 'INPUT → OUTPUT', shrinks: true },
  { title: 'CREATED' },
]
const removedColumn: Column = { title: 'REMOVED' }

/** One row per model. With `fields`, one column per field. */
export function modelsTable(
  models: readonly ListedModel[],
  fields: readonly string[] | undefined,
  terminal: Terminal,
): string {
  if (fields) {
    const fieldColumns = fields.map((title): Column => ({ title, shrinks: true }))
    const cellOf = (model: ListedModel, field: string): Cell => ({
      text: valueText((model as Record<string, unknown>)[field]),
    })
    const rows = models.map((model) => fields.map((field) => cellOf(model, field)))
    return table(fieldColumns, rows, terminal)
  }
  const hasRemoved = models.some(({ removed_at: removedAt }) => removedAt !== undefined)
  const rows = models.map((model) => rowOf(model as Model & ListedModel))
  return table(hasRemoved ? [...columns, removedColumn] : columns, rows, terminal)
}

function rowOf(model: Model & ListedModel): Cell[] {
  const priceCell = (key: 'prompt' | 'completion'): Cell =>
    isFree(model) ? { text: 'free', style: 'green' } : price(model, key)
  return [
    { text: model.id, style: 'bold' },
    { text: model.context_length ? model.context_length.toLocaleString('en-GB') : '' },
    priceCell('prompt'),
    priceCell('completion'),
    { text: `${inputModalities(model).join('+')} → ${outputModalities(model).join('+')}` },
    { text: model.created === undefined ? '' : dayOf(model.created * 1000), style: 'dim' },
    { text: model.removed_at?.slice(0, 10) ?? '', style: 'red' },
  ]
}

/** Exact, without rounding, with at least two decimals. */
function price(model: Model, key: 'prompt' | 'completion'): Cell {
  const read = tokenPrice(model, key)
  if (read.kind !== 'known') return { text: read.kind === 'dynamic' ? 'varies' : '–', style: 'dim' }
  const dollars = perMillion(read.value)
  return { text: dollars.eq(dollars.round(2)) ? dollars.toFixed(2) : dollars.toFixed() }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
