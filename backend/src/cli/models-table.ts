import type { Model } from '@modelkeep/catalog/model/model'
import { inputModalities, outputModalities } from '@modelkeep/catalog/model/modalities'
import { isFree, parsePrice, perMillion } from '@modelkeep/catalog/price/price'
import { table, type Cell, type Column } from './table.js'
import type { Terminal } from './terminal.js'

type Listed = Partial<Model> & { removed_at?: string }

const columns: readonly Column[] = [
  { title: 'MODEL', shrinks: true },
  { title: 'CONTEXT', align: 'right' },
  { title: 'IN $/M', align: 'right' },
  { title: 'OUT $/M', align: 'right' },
  { title: 'TAKES → GIVES', shrinks: true },
  { title: 'SINCE' },
]
const goneColumn: Column = { title: 'GONE' }

/** One line a model; with `fields` a column each. */
export function modelsTable(
  models: readonly Listed[],
  fields: readonly string[] | undefined,
  terminal: Terminal,
): string {
  if (fields)
    return table(
      fields.map((title) => ({ title, shrinks: true })),
      models.map((model) => fields.map((field) => ({ text: valueText((model as Record<string, unknown>)[field]) }))),
      terminal,
    )
  const isGone = models.some(({ removed_at: removedAt }) => removedAt !== undefined)
  return table(
    isGone ? [...columns, goneColumn] : columns,
    models.map((model) => rowOf(model as Model & Listed)),
    terminal,
  )
}

function rowOf(model: Model & Listed): Cell[] {
  const free = isFree(model)
  return [
    { text: model.id, style: 'bold' },
    { text: model.context_length ? model.context_length.toLocaleString('en-GB') : '' },
    price(model.pricing?.prompt, free),
    price(model.pricing?.completion, free),
    { text: `${inputModalities(model).join('+')} → ${outputModalities(model).join('+')}` },
    { text: model.created === undefined ? '' : dayOf(model.created * 1000), style: 'dim' },
    { text: model.removed_at?.slice(0, 10) ?? '', style: 'red' },
  ]
}

/** Exact: no digit is rounded; two decimals at least. */
function price(value: unknown, free: boolean): Cell {
  const read = parsePrice(value)
  if (free) return { text: 'free', style: 'green' }
  if (read.kind !== 'known') return { text: read.kind === 'dynamic' ? 'varies' : '?', style: 'dim' }
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
