import { Big } from 'big.js'
import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import type { PriceFinding } from '@modelkeep/catalog/price-table/price-findings'
import { UNIT_FACTORS } from '@modelkeep/catalog/price-table/price-table'
import { priceSince } from '@modelkeep/catalog/price-table/price-since'
import { SourceError, type ModelSource } from '../source/model-source.js'

/** Each model costs a request. */
const MAX_MODELS = 200
const AT_ONCE = 4

/** Sets since when the catalogue has the prices that the table has wrong. Without history they stay without. */
export async function addSince(
  prices: readonly PriceFinding[],
  source: Pick<ModelSource, 'history'>,
  say: (message: string) => void,
): Promise<void> {
  const wrong = prices.filter(({ status, catalogue }) => status === 'wrong' && catalogue !== null)
  const ids = [...new Set(wrong.map(({ id }) => id))]
  const asked = ids.slice(0, MAX_MODELS)
  if (asked.length < ids.length)
    say(`the dates of prices are shown for the first ${MAX_MODELS} of ${ids.length} models`)
  const waiting = [...asked]
  let failure: SourceError | null = null
  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined && failure === null; id = waiting.shift()) {
      try {
        setSince(
          wrong.filter((finding) => finding.id === id),
          await source.history(id),
        )
      } catch (error) {
        if (!(error instanceof SourceError)) throw error
        failure = error
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  if (failure !== null) say(`since when prices apply is not known: ${(failure as SourceError).message}`)
}

function setSince(findings: readonly PriceFinding[], history: ModelHistory | null): void {
  for (const finding of findings) {
    // A power of ten: exact, unlike a division.
    const perUnit = new Big(finding.catalogue!).times(new Big(1).div(UNIT_FACTORS[finding.unit]))
    const found = history === null ? null : priceSince(history, finding.field, perUnit.toFixed())
    finding.since = found?.since ?? null
    if (found !== null) finding.since_first_observation = found.isFirst
  }
}
