import type { Model } from '@modelkeep/catalog/model/model'
import { betterValue, type Rank, type Want } from './better-value.js'

/** The value of one model in a row. */
export interface Cell {
  text: string
  title?: string | undefined
  /** Equal for equal values; the text when absent. */
  same?: string
  rank?: Rank
  /** For downloads; the text when absent. */
  exact?: string
  /** Length of a bar, from 0 to 1. */
  bar?: number
  /** `yes` and `no` are shown as icons, `none` is dimmed. */
  kind?: 'yes' | 'no' | 'none'
  /** Shown below the text. */
  note?: string
}

export interface Field {
  key: string
  label: string
  unit?: string
  cell: (model: Model) => Cell
  want?: Want
  /** Label of the best value: `Cheapest`. */
  word?: string
  /** Shown even when no model has a value. */
  always?: boolean
}

export interface FieldGroup {
  key: string
  title: string
  fields: readonly Field[]
}

export interface Row extends Omit<Field, 'cell'> {
  cells: readonly Cell[]
  differs: boolean
  /** Position of the best value. */
  best: number | null
}

export interface RowGroup {
  key: string
  title: string
  rows: readonly Row[]
}

/** The rows of a comparison, without empty rows and groups. */
export function comparisonOf(
  models: readonly Model[],
  groups: readonly FieldGroup[],
  onlyDifferences = false,
): RowGroup[] {
  return groups
    .map(({ key, title, fields }) => ({
      key,
      title,
      rows: fields
        .map((field) => rowOf(models, field))
        .filter(
          (row) => (row.always ?? row.cells.some(({ kind }) => kind !== 'none')) && (row.differs || !onlyDifferences),
        ),
    }))
    .filter(({ rows }) => rows.length > 0)
}

function rowOf(models: readonly Model[], { cell, ...field }: Field): Row {
  const cells = models.map((model) => cell(model))
  const differs = new Set(cells.map(({ text, same }) => same ?? text)).size > 1
  return {
    ...field,
    cells,
    differs,
    best:
      field.want === undefined
        ? null
        : betterValue(
            cells.map(({ rank }) => rank ?? null),
            field.want,
          ),
  }
}

export const none = (title = 'Unknown'): Cell => ({ text: '–', title, kind: 'none' })
export const yesNo = (value: boolean | undefined): Cell =>
  value === undefined ? none() : { text: value ? 'Yes' : 'No', kind: value ? 'yes' : 'no' }
export const words = (text: string | null | undefined): Cell => (text == null || text === '' ? none() : { text })
