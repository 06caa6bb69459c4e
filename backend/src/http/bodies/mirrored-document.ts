// The documents of other catalogues, with our catalogue in its place in them.
import { onlyTrue, optional } from '@modelkeep/catalog/query/parameter-types'
import { timestampParameter } from '@modelkeep/catalog/query/timestamp-parameter'
import * as z from 'zod'
import { contentOf, type Content } from '../../catalogue/content.js'
import type { Model } from '@modelkeep/catalog/model/model'
import type { Catalogue } from '../../catalogue/catalogue.js'
import { ADAPTERS, type MirrorSource } from '../../mirrors/adapters.js'
import type { Mirror } from '../../mirrors/mirror.js'
import { readMirror } from '../../mirrors/mirror-database.js'
import type { MirroredCatalogue, ServedMirror } from '../../mirrors/mirrored-catalogue.js'
import type { Origin, Snapshot } from '../../snapshot/snapshot.js'
import { header } from '../openapi/headers.js'
import { HttpProblem } from '../response/problem.js'
import type { ComputedResponse } from '../route.js'
import type { Services } from '../services.js'
import { basisAt, momentOf } from './history.js'

export const mirrorQuery = z.strictObject({
  as_of: optional(
    timestampParameter({
      description:
        'The document, and our part of it, as they were at this time. A time in the future is rejected with 400.',
      example: '2026-07-01T12:00:00Z',
    }),
  ),
  mirror_only: optional(
    onlyTrue({ description: 'The mirrored document as its site published it, without our part.', example: 'true' }),
  ),
})
type MirrorQuery = z.infer<typeof mirrorQuery>

/** The header that says where the parts of the document are from. */
export const provenance = {
  'X-Catalogue-Sources': header(
    'CatalogueSources',
    'Where the parts of the document are from, as a dictionary (RFC 9651): `mirror`, the number of entries of the mirrored document (absent without a mirror); `openrouter`, the number of models that this service generated in place of those of the mirror; and `omitted`, how many the format cannot hold.',
    'mirror=5423, openrouter=345, omitted=3',
  ),
}

export const mirrorServices = ['mirrors', 'currentSnapshot', 'confirmedAt', 'historical', 'db', 'clock'] as const
export type MirrorServices = Pick<Services, (typeof mirrorServices)[number]>

/** @throws HttpProblem 404: not mirrored, or not at that time; 503: there is no copy yet. */
export async function respondWithMirror(
  source: MirrorSource,
  { as_of: asOf, mirror_only: mirrorOnly }: MirrorQuery,
  services: MirrorServices,
): Promise<ComputedResponse> {
  const mirror = services.mirrors.get(source)
  const isOverlaid = mirrorOnly !== true
  if (!isOverlaid && mirror === null) throw new HttpProblem(404, `${source} is not mirrored; MIRROR does not name it`)
  if (asOf !== undefined) return historicalDocument(source, momentOf(asOf, services.clock.now()), isOverlaid, services)
  const snapshot = await services.currentSnapshot()
  if (mirror === null) {
    const composed = compose(source, null, snapshot.catalogue)
    return { ...composed, basis: { kind: 'snapshot', snapshot, dependsOnToday: false } }
  }
  return currentDocument(mirror, isOverlaid ? snapshot : null, services.confirmedAt)
}

interface Composed {
  body: Content
  headers: readonly string[]
}

/** `catalogue`: null leaves our part out. */
function compose(source: MirrorSource, mirrored: MirroredCatalogue | null, catalogue: Catalogue | null): Composed {
  const ofMirror = mirrored === null ? [] : [`mirror=${mirrored.hashes.size}`]
  if (catalogue === null) return written(mirrored?.document, ofMirror)
  const models: Model[] = catalogue.entries.map(({ model }) => model)
  const { document, ...ours } = ADAPTERS[source].translate(mirrored?.document ?? null, models)
  return written(document, [...ofMirror, `openrouter=${ours.models}`, `omitted=${ours.omitted}`])
}

function written(document: unknown, sources: readonly string[]): Composed {
  return {
    body: contentOf(Buffer.from(JSON.stringify(document))),
    headers: ['X-Catalogue-Sources', sources.join(', ')],
  }
}

interface Known extends Composed {
  mirrored: MirroredCatalogue
  catalogue: Catalogue | null
  document: Origin
}

/** The newest documents, with and without our part, so that each is put together and compressed once. */
const newest = new WeakMap<Mirror, Map<boolean, Known>>()

/** `snapshot`: null leaves our part out. */
function currentDocument(
  mirror: Mirror,
  snapshot: Snapshot | null,
  ourConfirmedAt: () => number | null,
): ComputedResponse {
  const served = mirror.served()
  if (served === null)
    throw new HttpProblem(503, `there is no copy of ${mirror.source} yet`, { headers: { 'Retry-After': '10' } })
  const isOverlaid = snapshot !== null
  const catalogue = snapshot?.catalogue ?? null
  const documents = newest.get(mirror) ?? new Map<boolean, Known>()
  newest.set(mirror, documents)
  const before = documents.get(isOverlaid)
  const isCurrent = before?.mirrored === served.catalogue && before.catalogue === catalogue
  const made = isCurrent ? before : compose(mirror.source, served.catalogue, catalogue)
  // A confirmation changes the age, and nothing else.
  const document = isCurrent ? before.document : originOf(mirror, served, snapshot, ourConfirmedAt)
  documents.set(isOverlaid, { ...made, mirrored: served.catalogue, catalogue, document })
  return { body: made.body, headers: made.headers, basis: { kind: 'document', document } }
}

/** As old as the older of its two parts. */
function originOf(
  mirror: Mirror,
  { catalogue, tier, confirmedAt }: ServedMirror,
  snapshot: Snapshot | null,
  ourConfirmedAt: () => number | null,
): Origin {
  const current = (): ServedMirror => mirror.served() ?? { catalogue, tier, confirmedAt }
  return {
    changedAt: Math.max(catalogue.changedAt, snapshot?.changedAt ?? -Infinity),
    get tier() {
      return current().tier
    },
    get confirmedAt() {
      const ours = snapshot === null ? Infinity : (ourConfirmedAt() ?? snapshot.confirmedAt)
      return Math.min(current().confirmedAt, ours)
    },
  }
}

async function historicalDocument(
  source: MirrorSource,
  moment: number,
  isOverlaid: boolean,
  { mirrors, historical, db }: MirrorServices,
): Promise<ComputedResponse> {
  const found = await historical.catalogueAt(moment)
  const mirrored = mirrors.get(source) === null ? null : await readMirror(db, source, moment)
  if (mirrored === null && mirrors.get(source) !== null)
    throw new HttpProblem(404, `there was no copy of ${source} at ${new Date(moment).toISOString()}`)
  const made = compose(source, mirrored?.catalogue ?? null, isOverlaid ? found.catalogue : null)
  const basis = basisAt(found)
  const changedAt = Math.max(basis.changedAt, mirrored?.catalogue.changedAt ?? 0)
  return { ...made, basis: { ...basis, changedAt } }
}
