// The document that models.dev publishes at https://models.dev/api.json: providers, each with its models.
import * as z from 'zod'
import { BadMirrorDocument, type MirrorEntry } from './mirror-entry.js'

const providerSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  models: z.record(z.string().min(1), z.looseObject({ id: z.string(), name: z.string() })),
})
/** A slash separates provider and model in the key of an entry. */
const documentSchema = z.record(z.string().regex(/^[^/]+$/, 'must be an id without a slash'), providerSchema)

export type ModelsDevProvider = Record<string, unknown> & { models: Record<string, unknown> }
export type ModelsDevDocument = Record<string, ModelsDevProvider>

/** Providers, each followed by its models: `anthropic`, `anthropic/claude-sonnet-4`. @throws BadMirrorDocument */
export function splitModelsDev(value: unknown): MirrorEntry[] {
  const parsed = documentSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new BadMirrorDocument(`${issue?.path.join('.') || 'the document'}: ${issue?.message}`)
  }
  // Not of what was parsed: its keys may be in another order.
  return Object.entries(value as ModelsDevDocument).flatMap(([providerId, provider]) => [
    { key: providerId, value: { ...provider, models: null } },
    ...Object.entries(provider.models).map(([id, model]) => ({ key: `${providerId}/${id}`, value: model })),
  ])
}

/** The document of the entries, with equal JSON values in the same order. */
export function joinModelsDev(entries: readonly MirrorEntry[]): ModelsDevDocument {
  const document: ModelsDevDocument = {}
  for (const { key, value } of entries) {
    const slash = key.indexOf('/')
    if (slash === -1) document[key] = { ...(value as object), models: {} }
    else document[key.slice(0, slash)]!.models[key.slice(slash + 1)] = value
  }
  return document
}
