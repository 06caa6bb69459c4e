// Reads a model's id. `google/gemini-2.5-flash-lite-preview-06-17` has the author `google`, the family `gemini` and the tiers `flash`
// and `lite`. Numbers are versions or dates and are ignored.

export interface ModelIdParts {
  /** The first word, such as `gpt`, `claude`, `llama`. */
  family: string
  /** The other words, such as `mini` or `sonnet`. */
  tiers: ReadonlySet<string>
  /** Billions of parameters; null if the id has no size. */
  size: number | null
  /** The part after `:`, such as `free`; empty if there is none. */
  variant: string
}

const SIZE = /^(?:(\d+)x)?(\d+(?:\.\d+)?)b$/
/** The active parameters of a mixture of experts, as in `235b-a22b`. */
const ACTIVE_SIZE = /^a\d+(?:\.\d+)?b$/
/** Words for a release stage or tuning, which do not distinguish tiers. */
const STAGES = new Set([
  'preview',
  'beta',
  'alpha',
  'exp',
  'experimental',
  'latest',
  'stable',
  'instruct',
  'chat',
  'it',
  'v',
])

/** Never throws: a text that is not an id has an empty family. */
export function parseModelId(id: string): ModelIdParts {
  const [path = '', variant = ''] = id.split(':', 2)
  const tokens = path
    .slice(path.indexOf('/') + 1)
    .toLowerCase()
    .split(/[-_]/)
  const [family = '', ...rest] = tokens.flatMap(lettersOf)
  return { family, tiers: new Set(rest.filter((word) => !STAGES.has(word))), size: sizeOf(tokens), variant }
}

/** `qwen3` gives `qwen`, `4o` gives `o`, `3.5` gives nothing. */
function lettersOf(token: string): string[] {
  return SIZE.test(token) || ACTIVE_SIZE.test(token)
    ? []
    : [token.replaceAll(/[^a-z]/g, '')].filter((word) => word !== '')
}

function sizeOf(tokens: readonly string[]): number | null {
  const [, experts = '1', billions] = SIZE.exec(tokens.find((token) => SIZE.test(token)) ?? '') ?? []
  return billions === undefined ? null : Number(experts) * Number(billions)
}

/** The part of an id before the slash. An alias such as `~openai/x` has the author `openai`. */
export function authorOf(id: string): string {
  const author = id.split('/', 1)[0] ?? ''
  return author.startsWith('~') ? author.slice(1) : author
}

const CLASSIFIER = /[/-](?:safe)?(?:guard|shield)|[/-](?:moderation|classifier|reward)/

/** Whether the id names a model that rates texts, such as a moderation model. The rest of the catalogue does not tell. */
export function isClassifier(id: string): boolean {
  return CLASSIFIER.test(id.toLowerCase())
}

/** Whether an id, such as `~openai/gpt-latest`, stands for the newest model of its kind. */
export function isAlias(id: string): boolean {
  return id.startsWith('~')
}

/** Suffixes that work with every model and are not in the catalogue (OpenRouter, "Model variants"). An id can have several. */
export const ROUTING_SUFFIXES = ['nitro', 'floor', 'online', 'exacto'] as const
const ROUTED = new RegExp(`(?::(?:${ROUTING_SUFFIXES.join('|')}))+$`)

/** The id without the suffixes that only select how requests are routed. */
export function withoutRoutingSuffix(id: string): string {
  return id.replace(ROUTED, '')
}
