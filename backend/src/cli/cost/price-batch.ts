import type { CostRow } from '@modelkeep/catalog/contract/cost'
import { resultsOf, type Batch } from '@modelkeep/catalog/usage-file/batches'
import type { CostRequestRow } from '@modelkeep/catalog/usage-file/read-record'
import type { Pricing } from '../source/model-source.js'
import { compareRows, type Comparison } from './comparison.js'

/** One row of the file with everything that is known of its cost. */
export interface PricedRow {
  line: number
  nr: number
  /** Of the call, as in the file; null if it has none. The cost may be that of another time. */
  calledAt: string | null
  result: CostRow
  /** The cost with each model of `--what-if`, in their order. */
  whatIf: readonly CostRow[]
  /** null: there is no other figure, or no cost to compare it with. */
  comparison: Comparison | null
}

export interface PriceContext {
  pricing: Pricing
  at: string | null
  whatIf: readonly string[]
  compares: boolean
}

/** Prices a batch in every way that was asked for. @throws SourceError */
export async function priceBatch(batch: Batch, { pricing, at, whatIf, compares }: PriceContext): Promise<PricedRow[]> {
  const requests = at === null ? batch.requests : batch.requests.map((request) => ({ ...request, at }))
  const priced = await pricing.price(requests)
  const others: CostRow[][] = []
  for (const model of whatIf) others.push(await pricing.price(requests.map((request) => ({ ...request, model }))))
  const comparisons = compares ? await compareRows(requests, priced, pricing) : new Map<number, Comparison>()
  let next = 0
  return resultsOf(batch, priced).map(({ line, nr, result }, index) => {
    const request = batch.rows[index]!.row
    if (request === null) return { line, nr, calledAt: null, result, whatIf: [], comparison: null }
    const position = next++
    return {
      line,
      nr,
      calledAt: timeOf(request, result),
      result,
      whatIf: others.map((rows) => rows[position]!),
      comparison: comparisons.get(position) ?? null,
    }
  })
}

function timeOf({ at }: CostRequestRow, { at: pricedAt }: CostRow): string | null {
  return at ?? pricedAt
}

/** Finds a model of `--what-if` that does not exist before the file is read. @returns why it cannot be priced, or null */
export async function unknownModel(model: string, pricing: Pricing): Promise<string | null> {
  const [row] = await pricing.price([{ model, usage: { prompt_tokens: 0 }, shape: 'plain' }])
  return row?.error?.code === 'unknown_model' ? row.error.message : null
}
