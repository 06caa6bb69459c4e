// Which of the models that somebody relies on need a look: gone, expiring, repriced, renamed, or not known at all.
import { expiryOf } from '../model/expiry.js'
import { withoutRoutingSuffix } from '../model/model-id.js'
import type { Model } from '../model/model.js'
import { similarNames } from '../query/similar-names.js'
import { nearestReplacement, type Replacement } from './replacement.js'
import { compareCatalogues } from './compare-catalogues.js'

export type Finding =
  /** `removed_at` in RFC 3339. */
  | { kind: 'gone'; removed_at: string }
  /** Not in the catalogue, and not known to have been. `near`: ids that may be meant, nearest first. */
  | { kind: 'unknown'; near: string[] }
  /** `days` from today; below zero: past. */
  | { kind: 'expiring'; expiration_date: string; days: number }
  | { kind: 'repriced'; field: string; before: unknown; after: unknown; percent: number | null }
  | { kind: 'renamed'; field: string; before: unknown; after: unknown }

export interface CheckedModel {
  /** As it was asked for. */
  id: string
  name: string | null
  findings: Finding[]
  /** For what is gone or expiring; null where none is near. */
  replacement: Replacement | null
}

export interface CheckInput {
  /** The catalogue of now, by id. */
  present: ReadonlyMap<string, Model>
  /** What is no longer in it, each as it last was; null where nobody knows. */
  removed: ReadonlyMap<string, Model & { removed_at: string }> | null
  /** The catalogue of the moment that prices and names are compared with; null: they are not. */
  earlier: ReadonlyMap<string, Model> | null
  /** YYYY-MM-DD, in UTC. */
  today: string
  /** Only what expires within so many days counts. Absent: whatever has a date. */
  expiringDays?: number
}

const MS_PER_DAY = 86_400_000

/** One answer an id, in the order given, each once. What was not in the earlier catalogue has nothing to be compared with. */
export function checkModels(ids: readonly string[], input: CheckInput): CheckedModel[] {
  const changes = new Map(
    input.earlier === null
      ? []
      : compareCatalogues(input.earlier, input.present).changed.map(({ id, changes: own }) => [id, own]),
  )
  return [...new Set(ids)].map((id) => {
    const model = lookUp(input.present, id)
    if (model === undefined) return absent(id, input)
    const expiring = expiryFindings(model, input)
    const moved = (changes.get(model.id) ?? []).flatMap(({ kind, field, before, after, percent }): Finding[] => {
      if (field === null) return []
      if (kind === 'price_changed') return [{ kind: 'repriced', field, before, after, percent }]
      return kind === 'renamed' ? [{ kind: 'renamed', field, before, after }] : []
    })
    return {
      id,
      name: model.name.trim(),
      findings: [...expiring, ...moved],
      replacement: expiring.length > 0 ? nearestReplacement(model, input.present.values()) : null,
    }
  })
}

export function needsAttention({ findings }: CheckedModel): boolean {
  return findings.length > 0
}

function lookUp<T>(models: ReadonlyMap<string, T>, id: string): T | undefined {
  return models.get(id) ?? models.get(withoutRoutingSuffix(id))
}

function absent(id: string, { present, removed }: CheckInput): CheckedModel {
  const last = removed === null ? undefined : lookUp(removed, id)
  if (last === undefined)
    return { id, name: null, findings: [{ kind: 'unknown', near: nearIds(id, present) }], replacement: null }
  return {
    id,
    name: last.name.trim(),
    findings: [{ kind: 'gone', removed_at: last.removed_at }],
    replacement: nearestReplacement(last, present.values()),
  }
}

/** The model itself where only its variant is not there; the one whose slug it is; else what is spelt alike. */
function nearIds(id: string, present: ReadonlyMap<string, Model>): string[] {
  const bare = id.replace(/:.*$/, '')
  if (present.has(bare)) return [bare]
  const ids = [...present.keys()]
  const slugs = ids.filter((one) => one.slice(one.indexOf('/') + 1) === bare)
  return slugs.length > 0 ? slugs : similarNames(id, ids)
}

function expiryFindings(model: Model, { today, expiringDays }: CheckInput): Finding[] {
  const day = expiryOf(model)
  if (day === null) return []
  const days = Math.round((Date.parse(day) - Date.parse(today)) / MS_PER_DAY)
  const isSoon = expiringDays === undefined || days <= expiringDays
  return Number.isNaN(days) || !isSoon ? [] : [{ kind: 'expiring', expiration_date: day, days }]
}
