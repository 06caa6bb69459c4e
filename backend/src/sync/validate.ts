import type { QuarantineReason } from '@modelkeep/catalog/contract/api'
import { diffSteps, type Change } from '@modelkeep/catalog/changes/diff'
import { validate, type RejectedModel, type Validation } from '@modelkeep/catalog/model/validate'
import { contentHash, createCatalogueInTurns, modelsOf, type Catalogue } from '../catalogue/catalogue.js'
import type { Observation } from './observation.js'
import type { ReadPayload } from './read-payload.js'
import type { Baseline } from '../postgres/load-baseline.js'
import { runInSlices } from '../lib/time-slices.js'

/** What came of asking upstream. */
export type Observed =
  | { kind: 'payload'; observation: Observation }
  /** An answer that is no payload (cut off, too large): `bytes` hold its beginning. */
  | { kind: 'untrusted'; observation: Observation; reason: QuarantineReason; detail: string }
  | { kind: 'failed'; observation: Observation; detail: string }

export type Judged =
  | {
      verdict: 'accepted'
      observation: Observation
      baseline: Baseline
      catalogue: Catalogue
      changes: Change[]
      rejected: RejectedModel[]
    }
  | {
      verdict: 'quarantined'
      observation: Observation
      reason: QuarantineReason
      detail: string
      lossHash: string | null
    }
  | { verdict: 'failed'; observation: Observation; detail: string }

/** The same loss, seen for this long without a good list in between, is believed. */
const believeAfterMs = 24 * 3_600_000

export interface JudgeOptions {
  read: ReadPayload
  maxShrinkPercent: number
  /** What a shrink is measured against, and where a broken model's last good version is found. */
  trusted: Catalogue
  /** An administrator has approved the loss. */
  approved: boolean
  /** Since when lists with this loss have been seen, Unix milliseconds. */
  lossSince: (lossHash: string) => Promise<number | null>
}

/** Decides what to believe of a payload, and what it changes. */
export async function judge(observed: Observed, baseline: Baseline, options: JudgeOptions): Promise<Judged> {
  const { observation } = observed
  if (observed.kind === 'failed') return { verdict: 'failed', observation, detail: observed.detail }
  const payload =
    observed.kind === 'payload' ? await options.read(observation.bytes) : { ok: false as const, ...observed }
  if (!payload.ok)
    return { verdict: 'quarantined', observation, reason: payload.reason, detail: payload.detail, lossHash: null }

  const { items } = payload
  const input = {
    items: items.map(({ item }) => item),
    inspectItem: (_: unknown, index: number) => items[index]!.inspection,
    baseline: modelsOf(options.trusted),
    maxShrinkPercent: options.maxShrinkPercent,
  }
  let validation = validate({ ...input, acceptShrink: options.approved })
  const lossHash = validation.verdict === 'quarantined' && validation.reason === 'shrunk' ? hashLoss(validation) : null
  if (lossHash !== null && (await seenLongEnough(lossHash, observation.observedAt, options)))
    validation = validate({ ...input, acceptShrink: true })

  if (validation.verdict === 'quarantined') {
    return { verdict: 'quarantined', observation, reason: validation.reason, detail: validation.detail, lossHash }
  }
  const made = new Map(items.flatMap(({ entry }) => (entry ? [[entry.model, entry]] : [])))
  const catalogue = await createCatalogueInTurns(validation.catalogue, baseline.catalogue, made)
  const everSeen = (id: string): boolean => baseline.unlisted.get(id)?.seen ?? false
  const changes =
    catalogue.hash === baseline.catalogue.hash
      ? []
      : await runInSlices(diffSteps(modelsOf(baseline.catalogue), modelsOf(catalogue), everSeen))
  return { verdict: 'accepted', observation, baseline, catalogue, changes, rejected: validation.rejected }
}

/** A loss is known by the ids that are missing: the rest of the list may change from hour to hour. */
function hashLoss(validation: Validation): string {
  return contentHash(validation.lost.toSorted().join('\n'))
}

async function seenLongEnough(lossHash: string, now: number, options: JudgeOptions): Promise<boolean> {
  const since = await options.lossSince(lossHash)
  return since !== null && now - since >= believeAfterMs
}
