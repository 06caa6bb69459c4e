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
import type { RemovedModel } from '@modelkeep/catalog/model/removed-model'
import { HttpProblem } from '../response/problem.js'
import type { ComputedResponse } from '../route.js'
import type { Services } from '../services.js'
import { basisAt, momentOf } from './history.js'
import { recentlyRemoved } from './lifecycle.js'

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
    'Where the parts of the document are from, as a dictionary (RFC 9651): `mirror`, the number of entries of the mirrored document (absent without a mirror); `openrouter`, the number of models that this service generated in place of those of the mirror; `removed`, the number of models that were removed in the last DEPRECATED_DAYS, which are marked as deprecated; and `omitted`, how many the format cannot hold.',
    'mirror=5423, openrouter=345, removed=4, omitted=3',
  ),
}

export const mirrorServices = [
  'mirrors',
  'lifecycle',
  'currentSnapshot',
  'confirmedAt',
  'historical',
  'db',
  'clock',
] as const
export type MirrorServices = Pick<Services, (typeof mirrorServices)[number]>

/** @throws HttpProblem 404: not mirrored, or not at that time; 503: there is no copy yet. */
export async function respondWithMirror(
  source: MirrorSource,
  { as_of: asOf, mirror_only: mirrorOnly }: MirrorQuery,
  services: MirrorServices,
): Promise<ComputedResponse> {
  const mirror = services.mirrors.get(source)
  const isComposed = mirrorOnly !== true
  if (!isComposed && mirror === null) throw new HttpProblem(404, `${source} is not mirrored; MIRROR does not name it`)
  if (asOf !== undefined) return historicalDocument(source, momentOf(asOf, services.clock.now()), isComposed, services)
  const snapshot = await services.currentSnapshot()
  const { removed } = await services.lifecycle.facts()
  const own: OwnPart = { snapshot, catalogue: snapshot.catalogue, removed }
  if (mirror === null)
    return { ...compose(source, null, own), basis: { kind: 'snapshot', snapshot, dependsOnToday: false } }
  return currentDocument(mirror, isComposed ? own : null, services)
}

/** What we put into a document. */
interface OwnModels {
  catalogue: Catalogue
  removed: readonly RemovedModel[]
}

interface OwnPart extends OwnModels {
  snapshot: Snapshot
}

interface Composed {
  body: Content
  headers: readonly string[]
}

/** `own`: null leaves our part out. */
function compose(source: MirrorSource, mirrored: MirroredCatalogue | null, own: OwnModels | null): Composed {
  const ofMirror = mirrored === null ? [] : [`mirror=${mirrored.hashes.size}`]
  if (own === null) return written(mirrored?.document, ofMirror)
  const models: Model[] = own.catalogue.entries.map(({ model }) => model)
  const { document, ...ours } = ADAPTERS[source].translate(mirrored?.document ?? null, models, own.removed)
  const counts = [`openrouter=${ours.models}`, `removed=${ours.removed}`, `omitted=${ours.omitted}`]
  return written(document, [...ofMirror, ...counts])
}

function written(document: unknown, sources: readonly string[]): Composed {
  return {
    body: contentOf(Buffer.from(JSON.stringify(document))),
    headers: ['X-Catalogue-Sources', sources.join(', ')],
  }
}

interface Known extends Composed {
  mirrored: MirroredCatalogue
  own: OwnModels | null
  document: Origin
}

/** The newest documents, with and without our part, so that each is put together and compressed once. */
const newest = new WeakMap<Mirror, Map<boolean, Known>>()

/** `own`: null leaves our part out. */
function currentDocument(
  mirror: Mirror,
  own: OwnPart | null,
  services: Pick<MirrorServices, 'confirmedAt' | 'clock'>,
): ComputedResponse {
  const served = mirror.served()
  if (served === null)
    throw new HttpProblem(503, `there is no copy of ${mirror.source} yet`, { headers: { 'Retry-After': '10' } })
  const documents = newest.get(mirror) ?? new Map<boolean, Known>()
  newest.set(mirror, documents)
  const before = documents.get(own !== null)
  const hasSameCatalogues = before?.mirrored === served.catalogue && before.own?.catalogue === own?.catalogue
  const isCurrent = hasSameCatalogues && before.own?.removed === own?.removed
  if (!isCurrent) {
    const composed = compose(mirror.source, served.catalogue, own)
    const partsChangedAt = Math.max(served.catalogue.changedAt, own?.snapshot.changedAt ?? -Infinity)
    const changedAt = dateAfter(before, { body: composed.body, partsChangedAt, now: services.clock.now() })
    const document = originOf({ mirror, served, own, changedAt }, services.confirmedAt)
    documents.set(own !== null, { ...composed, mirrored: served.catalogue, own, document })
  }
  // A confirmation changes the age, and nothing else.
  const { body, headers, document } = documents.get(own !== null)!
  return { body, headers, basis: { kind: 'document', document } }
}

/**
 * When the document changed. History can tell of removed models later than the catalogue without them is served, and `Last-Modified`
 * must move then.
 */
function dateAfter(
  before: Known | undefined,
  { body, partsChangedAt, now }: { body: Content; partsChangedAt: number; now: number },
): number {
  if (before === undefined || partsChangedAt > before.document.changedAt) return partsChangedAt
  return body.hash === before.body.hash ? before.document.changedAt : now
}

/** As old as the older of its two parts. */
function originOf(
  { mirror, served, own, changedAt }: { mirror: Mirror; served: ServedMirror; own: OwnPart | null; changedAt: number },
  ourConfirmedAt: () => number | null,
): Origin {
  const current = (): ServedMirror => mirror.served() ?? served
  return {
    changedAt,
    get tier() {
      return current().tier
    },
    get confirmedAt() {
      const ours = own === null ? Infinity : (ourConfirmedAt() ?? own.snapshot.confirmedAt)
      return Math.min(current().confirmedAt, ours)
    },
  }
}

async function historicalDocument(
  source: MirrorSource,
  moment: number,
  isComposed: boolean,
  services: MirrorServices,
): Promise<ComputedResponse> {
  const { mirrors, historical, db } = services
  const found = await historical.catalogueAt(moment)
  const mirrored = mirrors.get(source) === null ? null : await readMirror(db, source, moment)
  if (mirrored === null && mirrors.get(source) !== null)
    throw new HttpProblem(404, `there was no copy of ${source} at ${new Date(moment).toISOString()}`)
  const own = isComposed ? { catalogue: found.catalogue, removed: await recentlyRemoved(moment, services) } : null
  const made = compose(source, mirrored?.catalogue ?? null, own)
  const basis = basisAt(found)
  const changedAt = Math.max(basis.changedAt, mirrored?.catalogue.changedAt ?? 0)
  return { ...made, basis: { ...basis, changedAt } }
}
