// The columns that are not prices: one value a model, in the units given by `QueryColumns`.
import { expiryOf } from '../model/expiry.js'
import type { Model } from '../model/model.js'
import { numberColumn, type QueryColumns, textColumn } from './columns.js'
import type { PriceColumns } from './price-columns.js'

type TextColumns = Pick<QueryColumns, 'name' | 'knowledgeCutoff'>
type NumberColumns = Omit<QueryColumns, keyof PriceColumns | keyof TextColumns>

export function numberColumns(models: readonly Model[]): NumberColumns {
  const column = (valueOf: (model: Model) => number | null | undefined) =>
    numberColumn(Float64Array.from(models, (model) => valueOf(model) ?? Number.NaN))
  return {
    context: column(({ context_length: context }) => context || undefined),
    maxOutput: column(({ top_provider: provider }) => provider?.max_completion_tokens || undefined),
    created: column(({ created }) => created),
    expires: column(expiryDay),
    intelligence: column(({ benchmarks }) => benchmarks?.artificial_analysis?.intelligence_index),
    coding: column(({ benchmarks }) => benchmarks?.artificial_analysis?.coding_index),
    agentic: column(({ benchmarks }) => benchmarks?.artificial_analysis?.agentic_index),
    elo: column(bestElo),
  }
}

/** In lower case, so that case does not matter. */
export function textColumns(models: readonly Model[]): TextColumns {
  return {
    name: textColumn(models.map(({ name }) => name.trim().toLowerCase())),
    knowledgeCutoff: textColumn(models.map(({ knowledge_cutoff: date }) => readableDay(date))),
  }
}

const DAY = /^\d{4}-\d{2}(?:-\d{2})?$/

function readableDay(date: string | null | undefined): string | undefined {
  return date != null && DAY.test(date) ? date : undefined
}

const MS_PER_DAY = 86_400_000

/** NaN for an unreadable date. */
function expiryDay(model: Model): number | undefined {
  const day = expiryOf(model)
  return day === null ? undefined : Date.parse(day) / MS_PER_DAY
}

/** The best rating of all arenas. */
export function bestElo({ benchmarks }: Model): number | undefined {
  let best: number | undefined
  for (const { elo } of benchmarks?.design_arena ?? [])
    if (elo !== undefined && (best === undefined || elo > best)) best = elo
  return best
}
