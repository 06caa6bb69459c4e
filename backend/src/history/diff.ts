import type { CatalogueDiff } from '@modelkeep/catalog/contract/catalogue-diff'
import { compareCatalogues } from '@modelkeep/catalog/changes/compare-catalogues'
import { timestampParameter } from '@modelkeep/catalog/query/timestamp-parameter'
import { optional } from '@modelkeep/catalog/query/parameter-types'
import * as z from 'zod'
import { modelsOf } from '../catalogue/catalogue.js'
import type { Past, PastCatalogue } from './as-of.js'

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

/** Both catalogues, `from` first. */
export async function catalogueAtBoth(past: Past, from: number, to: number): Promise<[PastCatalogue, PastCatalogue]> {
  return [await past.catalogueAt(from), await past.catalogueAt(to)]
}

/** What came of it all between two moments. */
export function diffOf(
  from: PastCatalogue,
  to: PastCatalogue,
  reasonOf: (at: PastCatalogue) => string | undefined,
): CatalogueDiff {
  const compared = (at: PastCatalogue): CatalogueDiff['from'] => ({
    moment: new Date(at.moment).toISOString(),
    observed_at: at.sync && new Date(at.sync.observedAt).toISOString(),
    reason: reasonOf(at) ?? null,
  })
  return {
    from: compared(from),
    to: compared(to),
    ...compareCatalogues(modelsOf(from.catalogue), modelsOf(to.catalogue)),
  }
}
