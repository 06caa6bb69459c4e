// What the id of a model says of it: `google/gemini-2.5-flash-lite-preview-06-17` is of the family `gemini`, in the tiers `flash` and
// `lite`. Numbers are versions or dates, and say nothing of what a model is for.

export interface ModelIdParts {
  /** The first word, such as `gpt`, `claude`, `llama`. */
  family: string
  /** The other words, such as `mini` or `sonnet`. */
  tiers: ReadonlySet<string>
  /** In billions of parameters; null where the name says none. */
  size: number | null
  /** What follows the `:`, such as `free`; else empty. */
  variant: string
}

const SIZE = /^(?:(\d+)x)?(\d+(?:\.\d+)?)b$/
/** An active part of it, as in `235b-a22b`. */
const ACTIVE = /^a\d+(?:\.\d+)?b$/
/** Words that say how far a model has come, not what it is. */
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

/** Never throws: whatever is no id has an empty family. */
export function parseModelId(id: string): ModelIdParts {
  const [path = '', variant = ''] = id.split(':', 2)
  const tokens = path
    .slice(path.indexOf('/') + 1)
    .toLowerCase()
    .split(/[-_]/)
  const [family = '', ...rest] = tokens.flatMap(lettersOf)
  return { family, tiers: new Set(rest.filter((word) => !STAGES.has(word))), size: sizeOf(tokens), variant }
}

/** `qwen3` is `qwen`, `4o` is `o`, `3.5` is nothing. */
function lettersOf(token: string): string[] {
  return SIZE.test(token) || ACTIVE.test(token) ? [] : [token.replaceAll(/[^a-z]/g, '')].filter((word) => word !== '')
}

function sizeOf(tokens: readonly string[]): number | null {
  const [, experts = '1', billions] = SIZE.exec(tokens.find((token) => SIZE.test(token)) ?? '') ?? []
  return billions === undefined ? null : Number(experts) * Number(billions)
}

/** Who made the model: the part of the id before the slash. An alias such as `~openai/x` has the author `openai`. */
export function authorOf(id: string): string {
  const author = id.split('/', 1)[0] ?? ''
  return author.startsWith('~') ? author.slice(1) : author
}

/** Suffixes that every model takes and no catalogue lists: they choose how a request is routed (OpenRouter, "Model variants"). */
const ROUTING = /:(?:nitro|floor|online)$/

/** The id without a suffix that only says how to route; else as it is. */
export function withoutRoutingSuffix(id: string): string {
  return id.replace(ROUTING, '')
}
