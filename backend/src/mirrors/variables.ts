// The environment variables of mirrored catalogues.
import * as z from 'zod'
import { splitList } from '../lib/split-list.js'
import { MIRROR_SOURCES, type MirrorSource } from './adapters.js'

export interface MirrorsConfig {
  /** Which catalogues are mirrored, and where each is fetched. */
  urls: Partial<Record<MirrorSource, string>>
}

const url = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be an http:// or https:// URL',
  )

export const mirrorVariables = {
  MIRROR: z
    .string()
    .default('')
    .transform(splitList)
    .refine(
      (names): names is MirrorSource[] => names.every((name) => (MIRROR_SOURCES as readonly string[]).includes(name)),
      `must be a comma-separated list of ${MIRROR_SOURCES.join(', ')}`,
    ),
  MODELS_DEV_URL: url.default('https://models.dev/api.json'),
  LITELLM_URL: url.default(
    'https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json',
  ),
}

type Variables = z.infer<z.ZodObject<typeof mirrorVariables>>

export function mirrorsConfig({ MIRROR: sources, MODELS_DEV_URL, LITELLM_URL }: Variables): MirrorsConfig {
  const all: Record<MirrorSource, string> = { 'models.dev': MODELS_DEV_URL, litellm: LITELLM_URL }
  return { urls: Object.fromEntries((sources as MirrorSource[]).map((source) => [source, all[source]])) }
}
