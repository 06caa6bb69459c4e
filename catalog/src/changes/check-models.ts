// Checks the models that someone relies on: removed, expiring, repriced, renamed, or unknown.
import { lifecycleOf } from '../lifecycle/lifecycle.js'
import { NO_OTHERS, statementsOf, type LifecycleStatement } from '../lifecycle/statements.js'
import { withoutRoutingSuffix } from '../model/model-id.js'
import type { Model } from '../model/model.js'
import { nearIds } from '../query/near-ids.js'
import { isPrimaryPrice, publication } from '../price/price.js'
import { nearestReplacement, type Replacement } from './replacement.js'
import { compareCatalogues } from './compare-catalogues.js'

export type Finding =
  /** `removed_at` is an RFC 3339 time. */
  | { kind: 'gone'; removed_at: string }
  /** Never seen in the catalogue. `near`: similar ids, most similar first. */
  | { kind: 'unknown'; near: string[] }
  /** `days` from today; negative if past. */
  | ({ kind: 'expiring'; expiration_date: string; days: number } & Announcement)
  /** A catalogue announces its end, but no date that counts. */
  | ({ kind: 'deprecated' } & Announcement)
  /** A price moved, or one that bills every call is no longer published. */
  | { kind: 'repriced'; field: string; before: unknown; after: unknown; percent: number | null }
  /** Another price is now published, or no longer. Needs no attention: it says nothing about what calls cost before. */
  | { kind: 'published' | 'withdrawn'; field: string; before: unknown; after: unknown }
  | { kind: 'renamed'; field: string; before: unknown; after: unknown }

/** Who announces the end of a model, and whether they contradict each other. */
export interface Announcement {
  statements: readonly LifecycleStatement[]
  disagreement: boolean
}

export interface CheckedModel {
  /** As given. */
  id: string
  name: string | null
  findings: Finding[]
  /** Suggested for removed, expiring and deprecated models; null if none is similar enough. */
  replacement: Replacement | null
}

export interface CheckInput {
  /** The current catalogue, by id. */
  present: ReadonlyMap<string, Model>
  /** Removed models in their last known state; null if not available. */
  removed: ReadonlyMap<string, Model & { removed_at: string }> | null
  /** The earlier catalogue to compare prices and names with; null skips the comparison. */
  earlier: ReadonlyMap<string, Model> | null
  /** What several catalogues say about the end of models, by id. Models that are not in it have OpenRouter's word alone. */
  statements: ReadonlyMap<string, readonly LifecycleStatement[]>
  /** YYYY-MM-DD, in UTC. */
  today: string
  /** Report only models that expire within this many days, or without a date. Absent: all. */
  expiringDays?: number
}

const MS_PER_DAY = 86_400_000

/** One result for each distinct id, in the given order. Models that are not in the earlier catalogue are not compared. */
export function checkModels(ids: readonly string[], input: CheckInput): CheckedModel[] {
  const changes = new Map(
    input.earlier === null
      ? []
      : compareCatalogues(input.earlier, input.present).changed.map(({ id, changes: own }) => [id, own]),
  )
  return [...new Set(ids)].map((id) => {
    const model = lookUp(input.present, id)
    if (model === undefined) return checkAbsent(id, input)
    const ends = endFindings(model, input)
    const moved = (changes.get(model.id) ?? []).flatMap(({ kind, field, before, after, percent }): Finding[] => {
      if (field === null) return []
      if (kind === 'price_changed') return [priceFinding(field, before, after, percent)]
      return kind === 'renamed' ? [{ kind: 'renamed', field, before, after }] : []
    })
    return {
      id,
      name: model.name.trim(),
      findings: [...ends, ...moved],
      replacement: ends.length > 0 ? nearestReplacement(model, input.present.values()) : null,
    }
  })
}

export function needsAttention({ findings }: CheckedModel): boolean {
  return findings.some(({ kind }) => kind !== 'published' && kind !== 'withdrawn')
}

function priceFinding(field: string, before: unknown, after: unknown, percent: number | null): Finding {
  const kind = publication(before, after)
  if (kind === null || isPrimaryPrice(field.replace(/^pricing\./, '')))
    return { kind: 'repriced', field, before, after, percent }
  return { kind, field, before, after }
}

function lookUp<T>(models: ReadonlyMap<string, T>, id: string): T | undefined {
  return models.get(id) ?? models.get(withoutRoutingSuffix(id))
}

function checkAbsent(id: string, { present, removed }: CheckInput): CheckedModel {
  const last = removed === null ? undefined : lookUp(removed, id)
  if (last === undefined)
    return {
      id,
      name: null,
      findings: [{ kind: 'unknown', near: nearIds(id, [...present.keys()]) }],
      replacement: null,
    }
  return {
    id,
    name: last.name.trim(),
    findings: [{ kind: 'gone', removed_at: last.removed_at }],
    replacement: nearestReplacement(last, present.values()),
  }
}

function endFindings(model: Model, { today, expiringDays, statements: known }: CheckInput): Finding[] {
  const said = known.get(model.id) ?? statementsOf(model, NO_OTHERS)
  const { stage, expires_on: day, statements, disagreement } = lifecycleOf(said, today)
  if (stage !== 'deprecated') return []
  if (day === null) return [{ kind: 'deprecated', statements, disagreement }]
  const days = Math.round((Date.parse(day) - Date.parse(today)) / MS_PER_DAY)
  const isSoon = expiringDays === undefined || days <= expiringDays
  return isSoon ? [{ kind: 'expiring', expiration_date: day, days, statements, disagreement }] : []
}
