import type { LifecycleSource } from './statements.js'

/** The catalogues as people know them. */
export const SOURCE_NAMES: Readonly<Record<LifecycleSource, string>> = {
  openrouter: 'OpenRouter',
  litellm: 'LiteLLM',
  'models.dev': 'models.dev',
}
