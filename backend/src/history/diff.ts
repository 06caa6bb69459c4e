import type { CatalogueDiff } from '@modelkeep/catalog/contract/catalogue-diff'
import { compareCatalogues } from '@modelkeep/catalog/changes/compare-catalogues'
import { timestampParameter } from '@modelkeep/catalog/query/timestamp-parameter'
import { optional } from '@modelkeep/catalog/query/parameter-types'
import * as z from 'zod'
import { modelsOf } from '../catalogue/catalogue.js'
import type { HistoricalCatalogue } from './historical-catalogues.js'

/** Parameters of the comparison. */
export const diffSchema = z.strictObject({
  from: timestampParameter({
    description:
      'The earlier moment. Before the first observation the catalogue counts as empty. Later than `to`, or in the future: a 400.',
    example: '2026-05-01',
  }),
  to: optional(
    timestampParameter({
      description: 'The later moment. Absent: now. In the future: a 400.',
      example: '2026-05-22T12:00:00Z',
    }),
  ),
})

/** The net changes between two catalogues. */
export function diffOf(
  from: HistoricalCatalogue,
  to: HistoricalCatalogue,
  reasonOf: (at: HistoricalCatalogue) => string | undefined,
): CatalogueDiff {
  const side = (at: HistoricalCatalogue): CatalogueDiff['from'] => ({
    moment: new Date(at.moment).toISOString(),
    observed_at: at.sync && new Date(at.sync.observedAt).toISOString(),
    reason: reasonOf(at) ?? null,
  })
  return { from: side(from), to: side(to), ...compareCatalogues(modelsOf(from.catalogue), modelsOf(to.catalogue)) }
}
