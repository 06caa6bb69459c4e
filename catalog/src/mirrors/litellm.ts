// The price map that LiteLLM publishes as model_prices_and_context_window.json: one entry for each model of each provider.
import * as z from 'zod'
import { BadMirrorDocument, type MirrorEntry } from './mirror-entry.js'

const documentSchema = z.record(z.string().min(1), z.looseObject({}))

export type LiteLlmDocument = Record<string, unknown>

/** @throws BadMirrorDocument */
export function splitLiteLlm(value: unknown): MirrorEntry[] {
  const parsed = documentSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new BadMirrorDocument(`${issue?.path.join('.') || 'the document'}: ${issue?.message}`)
  }
  return Object.entries(value as LiteLlmDocument).map(([key, entry]) => ({ key, value: entry }))
}

export function joinLiteLlm(entries: readonly MirrorEntry[]): LiteLlmDocument {
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]))
}
