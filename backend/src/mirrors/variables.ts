// The environment variables of mirrored catalogues.
import * as z from 'zod'
import { splitList } from '../lib/split-list.js'
import { MIRROR_SOURCES, type MirrorSource } from './adapters.js'

export interface MirrorsConfig {
  /** Which catalogues are mirrored, and where each is fetched. */
  urls: Partial<Record<MirrorSource, string>>
}

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && [username, password].every(isDecodable)
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

const url = z.string().refine((text) => isHttpUrl(text), 'must be an http:// or https:// URL')

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

/** Passwords in the URLs, as written and decoded. */
export function mirrorSecrets({ urls }: MirrorsConfig): string[] {
  return Object.values(urls).flatMap((text) => {
    const { password } = new URL(text)
    return [password, decodeURIComponent(password)]
  })
}
