// The lifecycle of models: as a list, and in the headers of a single model.
import type { LifecycleList, ModelLifecycle } from '@modelkeep/catalog/contract/lifecycle'
import { lifecycleOf, type Lifecycle } from '@modelkeep/catalog/lifecycle/lifecycle'
import { announcesEnd, statementsOf, type LifecycleSource } from '@modelkeep/catalog/lifecycle/statements'
import type { Model } from '@modelkeep/catalog/model/model'
import type { RemovedModel } from '@modelkeep/catalog/model/removed-model'
import type { Catalogue } from '../../catalogue/catalogue.js'
import { announcementKey, type LifecycleFacts } from '../../lifecycle/lifecycle-facts.js'
import { optionalHeader } from '../openapi/headers.js'
import type { Services } from '../services.js'

/** RFC 9745 and RFC 8594, of a model whose end is announced. */
export const lifecycleHeaders = {
  Deprecation: optionalHeader(
    'Deprecation',
    'Only if the end of the model is announced: when that was first observed, as a date of RFC 9651 (RFC 9745)',
    '@1787356800',
  ),
  Sunset: optionalHeader(
    'Sunset',
    'Only if a date is announced: from when on the model may be removed (RFC 8594)',
    'Wed, 30 Sep 2026 00:00:00 GMT',
  ),
  Link: optionalHeader(
    'DeprecationLink',
    'Only with `Deprecation`: who announces the end of the model, with the relation `deprecation` (RFC 9745)',
    '</api/lifecycle?ids=openai/gpt-4o>; rel="deprecation"; type="application/json"',
  ),
}

/** Whether a response to this URL depends on the lifecycle of models. */
export function showsLifecycle(url: string): boolean {
  return /^\/(api\/(v1\/)?models?\/(?!count\b)|models\.dev\/|litellm\/)/.test(url)
}

export interface LifecycleHeaders {
  /** Flat: name, value. */
  headers: readonly string[]
  /** Whether they can change with the date alone. */
  changeWithDate: boolean
}

/** `seenAt`: when the catalogue last changed, for announcements that history does not know. Times in Unix milliseconds. */
export function lifecycleHeadersOf(
  model: Model,
  facts: LifecycleFacts,
  { now, seenAt }: { now: number; seenAt: number },
): LifecycleHeaders {
  const statements = statementsOf(model, facts.others)
  const lifecycle = lifecycleOf(statements, dayOf(now))
  const changeWithDate = statements.some(({ source, expires_on: day }) => source !== 'openrouter' && day !== null)
  if (lifecycle.stage !== 'deprecated') return { headers: [], changeWithDate }
  const since = deprecatedSince(model.id, lifecycle, facts) ?? seenAt
  const sunset = lifecycle.expires_on === null ? null : Date.parse(lifecycle.expires_on)
  // RFC 9745: a sunset must not be earlier than the deprecation.
  const deprecation = Math.min(since, sunset ?? since)
  return {
    headers: [
      'Deprecation',
      `@${Math.floor(deprecation / 1000)}`,
      ...(sunset === null ? [] : ['Sunset', new Date(sunset).toUTCString()]),
      'Link',
      `</api/lifecycle?ids=${inQuery(model.id)}>; rel="deprecation"; type="application/json"`,
    ],
    changeWithDate,
  }
}

/** The models about whose end something is announced, the next to end first; then those removed recently. `ids`: only these. */
export function lifecycleList(
  { entries, byId }: Pick<Catalogue, 'entries' | 'byId'>,
  facts: LifecycleFacts,
  { now, ids }: { now: number; ids: readonly string[] | undefined },
): LifecycleList {
  const wanted = ids === undefined ? null : new Set(ids)
  const isWanted = (id: string): boolean => wanted?.has(id) ?? true
  const listed = entries
    .filter(({ id }) => isWanted(id))
    .map(({ model }) => lifecycleJson(model, facts, now))
    .filter(({ statements }) => statements.length > 0)
    .toSorted((a, b) => compare(a.expires_on ?? '~', b.expires_on ?? '~') || compare(a.id, b.id))
  // A private model can have the id of a removed one.
  const gone = facts.removed.filter(({ id }) => isWanted(id) && !byId.has(id))
  const removed = gone.map((model) => removedJson(model, facts, now))
  const data = [...listed, ...removed]
  return { data, total_count: data.length, sources: sourcesOf(facts) }
}

/** The models that were removed in the time before `moment` (Unix milliseconds) in which they count as deprecated. @throws DatabaseUnavailable */
export async function recentlyRemoved(
  moment: number,
  { historical, lifecycle }: Pick<Services, 'historical' | 'lifecycle'>,
): Promise<RemovedModel[]> {
  const since = moment - lifecycle.deprecatedDays * msPerDay
  const { catalogue } = await historical.removedAt(moment)
  return catalogue.entries.flatMap(({ model }) => {
    const at = model['removed_at']
    return typeof at === 'string' && Date.parse(at) >= since ? [{ ...model, removed_at: at }] : []
  })
}

function lifecycleJson(model: Model, facts: LifecycleFacts, now: number): ModelLifecycle {
  const lifecycle = lifecycleOf(statementsOf(model, facts.others), dayOf(now))
  const { stage, expires_on, disagreement, statements } = lifecycle
  return {
    id: model.id,
    name: model.name.trim(),
    stage,
    expires_on,
    deprecated_since: timeOf(deprecatedSince(model.id, lifecycle, facts)),
    removed_at: null,
    disagreement,
    statements: statements.map((one) => ({
      ...one,
      since: timeOf(announcesEnd(one) ? facts.since.get(announcementKey(one.source, model.id)) : null),
    })),
  }
}

/** What was said about it no longer matters, but is shown. */
function removedJson(model: RemovedModel, facts: LifecycleFacts, now: number): ModelLifecycle {
  return { ...lifecycleJson(model, facts, now), stage: 'removed', removed_at: model.removed_at, disagreement: false }
}

/** In Unix milliseconds; null: not known. */
function deprecatedSince(id: string, { statements }: Lifecycle, { since }: LifecycleFacts): number | null {
  const known = statements.filter(announcesEnd).flatMap(({ source }) => since.get(announcementKey(source, id)) ?? [])
  return known.length === 0 ? null : Math.min(...known)
}

function sourcesOf({ others }: LifecycleFacts): LifecycleSource[] {
  return ['openrouter', ...(['litellm', 'models.dev'] as const).filter((source) => others[source] !== null)]
}

/** With readable slashes. */
function inQuery(id: string): string {
  return encodeURIComponent(id).replaceAll('%2F', '/')
}

const msPerDay = 86_400_000

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function timeOf(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : new Date(ms).toISOString()
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
