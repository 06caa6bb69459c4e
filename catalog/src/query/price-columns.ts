// The price columns. Most models share prices, so each distinct text is parsed once and each distinct sum computed once.
import { unitsPerToken } from '../price/integer-price.js'
import { isBilledByToken } from '../price/price.js'
import type { Model } from '../model/model.js'
import { exactColumn, type QueryColumns } from './columns.js'

/** Distinct values, and for each model the index of its value; −1 if its price is unknown or dynamic, or it is not billed by token. */
interface EncodedColumn {
  codes: Int32Array
  values: bigint[]
}

export type PriceColumns = Pick<QueryColumns, 'prompt' | 'completion' | 'cached' | 'priceSum'>

export function priceColumns(models: readonly Model[]): PriceColumns {
  const priced = models.map((model) => (isBilledByToken(model) ? model.pricing : undefined))
  const prompts = encodePrices(priced, 'prompt')
  const completions = encodePrices(priced, 'completion')
  const cached = encodePrices(priced, 'input_cache_read')
  const sums = encodeSums(prompts, completions)
  return {
    prompt: exactColumn(prompts.codes, prompts.values),
    completion: exactColumn(completions.codes, completions.values),
    cached: exactColumn(cached.codes, cached.values),
    priceSum: exactColumn(sums.codes, sums.values),
  }
}

type PriceKey = 'prompt' | 'completion' | 'input_cache_read'

function encodePrices(priced: readonly Model['pricing'][], key: PriceKey): EncodedColumn {
  const codeOf = new Map<unknown, number>()
  const values: bigint[] = []
  const codes = Int32Array.from(priced, (pricing) => {
    const text = pricing?.[key]
    const known = codeOf.get(text)
    if (known !== undefined) return known
    const units = unitsPerToken(text)
    const code = units === undefined ? -1 : values.push(units) - 1
    codeOf.set(text, code)
    return code
  })
  return { codes, values }
}

function encodeSums(prompts: EncodedColumn, completions: EncodedColumn): EncodedColumn {
  const codeOf = new Map<number, number>()
  const values: bigint[] = []
  const codes = prompts.codes.map((prompt, position) => {
    const completion = completions.codes[position] ?? -1
    if (prompt < 0 || completion < 0) return -1
    const pair = prompt * completions.values.length + completion
    const code =
      codeOf.get(pair) ?? values.push((prompts.values[prompt] ?? 0n) + (completions.values[completion] ?? 0n)) - 1
    codeOf.set(pair, code)
    return code
  })
  return { codes, values }
}
