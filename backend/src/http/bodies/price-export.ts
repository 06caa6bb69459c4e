import { OMISSIONS, omittedPricesHeader, type ModelExport } from '@modelkeep/catalog/export/omissions'
import type { Timelines } from '@modelkeep/catalog/export/price-periods'
import type { PriceTimelines } from '../../history/cost/price-timelines.js'
import { mapInSlices } from '../../lib/time-slices.js'
import { header } from '../openapi/headers.js'
import type { ComputedResponse } from '../route.js'
import { currentHistoryBasis } from './history.js'

const reasons = Object.entries(OMISSIONS).map(([reason, meaning]) => `\`${reason}\`: ${meaning}`)

/** The header of an export that counts what it leaves out. */
export const omittedPrices = {
  'X-Omitted-Prices': header(
    'OmittedPrices',
    `What the format cannot express and the export therefore leaves out, as a dictionary (RFC 9651): \`total\` prices; \`models\` of which nothing is left; and the prices by reason. ${reasons.join('; ')}.`,
    'total=12, models=2, dynamic_price=9, time_window=3',
  ),
}

/** The JSON of each entry is made on its own, so that no tick takes long. `body` joins it. */
export interface PriceExport {
  exportModels: (timelines: Timelines) => (id: string) => ModelExport<unknown>
  body: (entries: string) => string
}

/** Exports every model that was ever listed. @throws DatabaseUnavailable */
export async function priceExport(
  priceTimelines: PriceTimelines,
  { exportModels, body }: PriceExport,
): Promise<ComputedResponse> {
  const { timelines, ...reading } = await priceTimelines.load('all')
  const exportModel = exportModels(timelines)
  const ids = [...timelines.keys()].toSorted()
  const exports = await mapInSlices(ids, (id) => {
    const { entries, omitted } = exportModel(id)
    return { entries: entries.map((entry) => JSON.stringify(entry)), omitted }
  })
  return {
    body: body(exports.flatMap(({ entries }) => entries).join(',')),
    headers: ['X-Omitted-Prices', omittedPricesHeader(exports)],
    basis: currentHistoryBasis(reading),
  }
}
