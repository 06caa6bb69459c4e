// The id of a model whose name has no author, as the APIs of its maker and most logs write it.

const AUTHORS: Readonly<Record<string, string>> = {
  openai: 'openai',
  azure: 'openai',
  anthropic: 'anthropic',
  google: 'google',
  gemini: 'google',
  vertexai: 'google',
  xai: 'x-ai',
  mistral: 'mistralai',
  mistralai: 'mistralai',
  deepseek: 'deepseek',
  cohere: 'cohere',
}

/** Of names such as `azure/gpt-4o`. None of them is the author of a model. */
const PROVIDER_PREFIX = /^(azure|vertex_ai|gemini|xai)\//
/** Of names such as `openrouter/openai/gpt-4o`; `openrouter/auto` is an id. */
const ROUTER_PREFIX = /^openrouter\/(?=[^/]+\/)/

const BY_NAME: readonly [RegExp, string][] = [
  [/^(?:gpt-|chatgpt-|o[1-9](?:-|$)|codex-|text-embedding-)/, 'openai'],
  [/^claude-/, 'anthropic'],
  [/^(?:gemini|gemma)-/, 'google'],
  [/^grok-/, 'x-ai'],
  [/^deepseek-/, 'deepseek'],
  [/^(?:mistral|ministral|codestral|magistral|devstral|pixtral)-/, 'mistralai'],
  [/^command-/, 'cohere'],
]

/** `variant` as in OpenRouter's exports: `standard`, or a suffix of the id such as `free`. */
export function qualifyModel(name: string, provider?: string, variant?: string): string {
  const id = withAuthor(name, provider)
  const suffix = variant?.trim().toLowerCase() ?? ''
  return suffix === '' || suffix === 'standard' || id.includes(':') ? id : `${id}:${suffix}`
}

function withAuthor(name: string, provider: string | undefined): string {
  const prefix = PROVIDER_PREFIX.exec(name)
  if (prefix !== null) return withAuthor(name.slice(prefix[0].length), prefix[1])
  if (name.includes('/') || name.startsWith('~')) return name.replace(ROUTER_PREFIX, '')
  // A provider such as Azure serves models of several authors.
  const author =
    BY_NAME.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1] ??
    AUTHORS[(provider ?? '').toLowerCase().replaceAll(/[^a-z]/g, '')]
  if (author === undefined) return name
  return `${author}/${author === 'anthropic' ? claudeName(name) : name}`
}

/** Anthropic writes `claude-sonnet-4-5-20250929`, Google `claude-sonnet-4-5@20250929`, OpenRouter `claude-sonnet-4.5`. */
function claudeName(name: string): string {
  return name.replace(/[-@](?:\d{8}|latest)$/, '').replace(/-(\d)-(\d)(?=-|$)/, '-$1.$2')
}
