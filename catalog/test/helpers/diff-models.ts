import type { Change } from '../../src/changes/change.js'
import { diffCatalogues } from '../../src/changes/diff.js'
import type { Model } from '../../src/model/model.js'
import { byId, makeModel, makeModels } from './make-model.js'

export const NEVER_SEEN = (): boolean => false

export function diff(
  before: readonly Model[],
  after: readonly Model[],
  everSeen: (id: string) => boolean = NEVER_SEEN,
): Change[] {
  return diffCatalogues(byId(before), byId(after), everSeen)
}

/** The changes when one of a few models changes from the first to the second fields. */
export function diffFields(before: Record<string, unknown>, after: Record<string, unknown>): Change[] {
  const others = makeModels(3)
  return diff([...others, makeModel(before)], [...others, makeModel(after)])
}

/** The same changes as `[kind, field, before, after]`. */
export function changedFields(before: Record<string, unknown>, after: Record<string, unknown>): unknown[][] {
  return diffFields(before, after).map((change) => [change.kind, change.field, change.before, change.after])
}

export const pricing = (fields: Record<string, unknown>) => ({ pricing: { prompt: '1', completion: '2', ...fields } })
export const architecture = (fields: Record<string, unknown>) => ({
  architecture: { ...makeModel().architecture, ...fields },
})
export const provider = (fields: Record<string, unknown>) => ({
  top_provider: { ...makeModel().top_provider, ...fields },
})
