import { OMISSIONS, omittedPricesHeader, type ModelExport } from '@modelkeep/catalog/export/omissions'
import { pricedIds, type PriceSources } from '@modelkeep/catalog/export/price-periods'
import { mapInSlices } from '../../lib/time-slices.js'
import { header } from '../openapi/headers.js'
import type { ComputedResponse } from '../route.js'
import type { Services } from '../services.js'
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

/** The JSON of each entry is made on its own, so that no tick takes long. */
export interface PriceExport {
  exportModels: (sources: PriceSources) => (id: string) => ModelExport<unknown>
  /** `entriesOf` joins the entries of some ids. `isPrivate`: upstream never listed the id. */
  body: (entriesOf: (isWanted: (id: string) => boolean) => string, isPrivate: (id: string) => boolean) => string
}

export const exportServices = ['priceTimelines', 'currentOverlay'] as const
type ExportServices = Pick<Services, (typeof exportServices)[number]>

/** Exports every model that was ever listed, and those of the overlay. @throws DatabaseUnavailable */
export async function priceExport(
  { priceTimelines, currentOverlay }: ExportServices,
  { exportModels, body }: PriceExport,
): Promise<ComputedResponse> {
  const { timelines, ...reading } = await priceTimelines.load('all')
  const loaded = currentOverlay()
  const sources = { timelines, overlay: loaded?.overlay ?? null }
  const exportModel = exportModels(sources)
  const exports = await mapInSlices(pricedIds(sources), (id) => {
    const { entries, omitted } = exportModel(id)
    return { id, entries: entries.map((entry) => JSON.stringify(entry)), omitted }
  })
  const entriesOf = (isWanted: (id: string) => boolean): string =>
    exports.flatMap(({ id, entries }) => (isWanted(id) ? entries : [])).join(',')
  return {
    body: body(entriesOf, (id) => !timelines.has(id)),
    headers: ['X-Omitted-Prices', omittedPricesHeader(exports)],
    basis: currentHistoryBasis({ ...reading, changedAt: Math.max(reading.changedAt, loaded?.changedAt ?? 0) }),
  }
}
