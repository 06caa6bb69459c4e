import type { QuarantineReason } from '@modelkeep/catalog/contract/quarantine'
import { diffSteps } from '@modelkeep/catalog/changes/diff'
import type { Change } from '@modelkeep/catalog/changes/change'
import { isRecord } from '@modelkeep/catalog/model/is-record'
import { stringifyAnyDepth } from '@modelkeep/catalog/model/unsafe-json'
import {
  validateCatalogue,
  type RejectedModel,
  type CatalogueValidation,
} from '@modelkeep/catalog/model/validate-catalogue'
import { createCatalogueInSlices, modelsOf, rawModelsOf, type Catalogue } from '../catalogue/catalogue.js'
import { contentHash } from '../catalogue/content.js'
import { runInSlices } from '../lib/time-slices.js'
import type { Baseline } from '../postgres/load-baseline.js'
import type { Observation } from '../snapshot/observation.js'
import type { FetchResult } from './fetch.js'
import { readPayload, type ReadableList } from './read-payload.js'

export type ValidatedFetch = AcceptedFetch | QuarantinedFetch | FailedFetch

export interface AcceptedFetch {
  status: 'accepted'
  observation: Observation
  baseline: Baseline
  catalogue: Catalogue
  changes: Change[]
  /** Broken models of an otherwise accepted list. Each keeps its last good version. */
  rejected: RejectedModel[]
  /** How many models have a field whose type is not the documented one, by path. They are stored and served unchanged. */
  unexpected: ReadonlyMap<string, number>
}

export interface QuarantinedFetch {
  status: 'quarantined'
  observation: Observation
  reason: QuarantineReason
  detail: string
  /** Identifies the set of missing models; null if the reason is not a shrink. */
  lossHash: string | null
}

export interface FailedFetch {
  status: 'failed'
  observation: Observation
  detail: string
}

export interface ValidateOptions {
  maxShrinkPercent: number
  /** What a shrink is measured against, and the source of a broken model's last good version. */
  trusted: Catalogue
  /** An administrator approved the list. */
  approved: boolean
  /** There is nothing to measure a shrink against. */
  acceptShrink: boolean
  /** When this loss was first seen without a good list since, Unix milliseconds; null if never. */
  lossSince: (lossHash: string) => Promise<number | null>
  /** Since when every list has had this unreadable id, Unix milliseconds; null if the last list did not have it. */
  unreadableSince: (idHash: string) => Promise<number | null>
}

/** A loss that has been seen for this long without a good list in between is accepted, and so is an id that stays unreadable. */
const acceptAfterMs = 24 * 3_600_000

/** Decides whether to trust what was fetched, and derives the changes. */
export async function validateFetch(
  fetched: FetchResult,
  baseline: Baseline,
  options: ValidateOptions,
): Promise<ValidatedFetch> {
  const { observation } = fetched
  const quarantined = (reason: QuarantineReason, detail: string, lossHash: string | null = null): QuarantinedFetch => {
    return { status: 'quarantined', observation, reason, detail, lossHash }
  }
  if (fetched.kind === 'failed') return { status: 'failed', observation, detail: fetched.detail }
  if (fetched.kind === 'untrusted') return quarantined(fetched.reason, fetched.detail)

  const list = await readPayload(observation.bytes, options)
  if (!list.ok) return quarantined(list.reason, list.detail)

  const { validation, lossHash } = await validateList(list, observation.observedAt, options)
  if (validation.verdict === 'quarantined') return quarantined(validation.reason, validation.detail, lossHash)

  const catalogue = await createCatalogueInSlices(validation.catalogue, baseline.catalogue)
  const changes = await changesBetween(baseline, catalogue)
  const { rejected, unexpected } = validation
  return { status: 'accepted', observation, baseline, catalogue, changes, rejected, unexpected }
}

async function validateList(
  { items, inspections }: ReadableList,
  observedAt: number,
  { trusted, maxShrinkPercent, approved, acceptShrink, lossSince, unreadableSince }: ValidateOptions,
): Promise<{ validation: CatalogueValidation; lossHash: string | null }> {
  const isOld = (since: number | null): boolean => since !== null && observedAt - since >= acceptAfterMs
  const unreadable = items.filter((_, index) => inspections[index]!.id === null)
  const unreadableTimes = await Promise.all(unreadable.map((item) => unreadableSince(hashUnreadableId(item))))
  const validateWith = (shrink: { acceptShrink: boolean }): CatalogueValidation =>
    validateCatalogue({
      items,
      validateItemAt: (_, index) => inspections[index]!,
      baseline: rawModelsOf(trusted),
      maxShrinkPercent,
      approved,
      ...shrink,
      ignoreUnreadableIds: unreadableTimes.every(isOld),
    })
  const validation = validateWith({ acceptShrink: acceptShrink || approved })
  if (validation.verdict === 'accepted' || validation.reason !== 'shrunk') return { validation, lossHash: null }
  const lossHash = hashLoss(validation)
  return { validation: isOld(await lossSince(lossHash)) ? validateWith({ acceptShrink: true }) : validation, lossHash }
}

/** Identifies an item without a readable id by what it has instead. */
export function hashUnreadableId(item: unknown): string {
  return contentHash(`unreadable id ${stringifyAnyDepth(isRecord(item) ? item['id'] : item)}`)
}

/** A loss is identified by the missing ids only, since the rest of the list may change from hour to hour. */
function hashLoss(validation: CatalogueValidation): string {
  return contentHash(validation.lost.toSorted().join('\n'))
}

async function changesBetween({ catalogue: before, unlisted }: Baseline, catalogue: Catalogue): Promise<Change[]> {
  if (catalogue.hash === before.hash) return []
  const everSeen = (id: string): boolean => unlisted.get(id)?.seen ?? false
  return runInSlices(diffSteps(modelsOf(before), modelsOf(catalogue), everSeen))
}
