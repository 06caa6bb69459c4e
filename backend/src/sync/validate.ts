import type { QuarantineReason } from '@modelkeep/catalog/contract/quarantine'
import { diffSteps } from '@modelkeep/catalog/changes/diff'
import type { Change } from '@modelkeep/catalog/changes/change'
import { isRecord } from '@modelkeep/catalog/model/is-record'
import { stringifyAnyDepth } from '@modelkeep/catalog/model/unsafe-json'
import {
  exceeds,
  MAX_BROKEN_PERCENT,
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
  maxGrowthPercent: number
  /** What a shrink is measured against, and the source of a broken model's last good version. */
  trusted: Catalogue
  /** An administrator approved the list. */
  approved: boolean
  /** There is no list to compare the size with. */
  acceptAnySize: boolean
  /** When this loss was first seen without a good list since, Unix milliseconds; null if never. */
  lossSince: (lossHash: string) => Promise<number | null>
  /** The ids that have been listed for a day; empty if unknown. */
  listedForADay: () => Promise<ReadonlySet<string>>
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
  options: ValidateOptions,
): Promise<{ validation: CatalogueValidation; lossHash: string | null }> {
  const { trusted, maxShrinkPercent, maxGrowthPercent, approved, acceptAnySize } = options
  const isOld = (since: number | null): boolean => since !== null && observedAt - since >= acceptAfterMs
  const unreadable = items.filter((_, index) => inspections[index]!.id === null)
  const ignoreUnreadableIds = await everyIdIsOld(unreadable, items.length, async (hash) =>
    isOld(await options.unreadableSince(hash)),
  )
  const validateWith = (acceptShrink: boolean): CatalogueValidation =>
    validateCatalogue({
      items,
      validateItemAt: (_, index) => inspections[index]!,
      baseline: rawModelsOf(trusted),
      maxShrinkPercent,
      ...(!acceptAnySize && { maxGrowthPercent }),
      approved,
      acceptShrink,
      ignoreUnreadableIds,
    })
  const validation = validateWith(approved || acceptAnySize)
  if (validation.verdict === 'accepted' || validation.reason !== 'shrunk') return { validation, lossHash: null }
  const lossHash = hashLoss(validation)
  const isAccepted = isOld(await options.lossSince(lossHash)) || (await lostOnlyNewModels(validation, options))
  return { validation: isAccepted ? validateWith(true) : validation, lossHash }
}

/** Asks for one id after the other, since a hostile list has many. With more than are accepted the result does not matter. */
async function everyIdIsOld(
  unreadable: readonly unknown[],
  items: number,
  isOld: (idHash: string) => Promise<boolean>,
): Promise<boolean> {
  if (exceeds(unreadable.length, items, MAX_BROKEN_PERCENT)) return false
  for (const item of unreadable) if (!(await isOld(hashUnreadableId(item)))) return false
  return true
}

/** A list that grew by mistake may shrink again: what was listed for less than a day is no loss. */
async function lostOnlyNewModels(
  { lost }: CatalogueValidation,
  { listedForADay, maxShrinkPercent }: ValidateOptions,
): Promise<boolean> {
  const listed = await listedForADay()
  const lostOfListed = lost.filter((id) => listed.has(id)).length
  return listed.size > 0 && !exceeds(lostOfListed, listed.size, maxShrinkPercent)
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
