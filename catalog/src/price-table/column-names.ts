// What a column holds, by its name: the kind of price and its unit.
import type { PriceKey } from '../model/price-format.js'
import { OTHER_UNITS } from '../price/units.js'
import { foldName } from '../usage-file/fields.js'
import type { PriceUnit } from './price-table.js'

/** `unit` is null if the name does not say it. */
export interface NamedPrice {
  key: PriceKey
  unit: PriceUnit | null
  /** The unit is a convention, not part of the name: the user may give another one. */
  isUnitAssumed?: true
}

/** LiteLLM's names, in USD per token, image or request. Its names for tiers, batches and priorities have no base price here. */
const LITELLM: Readonly<Record<string, PriceKey>> = {
  input_cost_per_token: 'prompt',
  output_cost_per_token: 'completion',
  cache_read_input_token_cost: 'input_cache_read',
  cache_creation_input_token_cost: 'input_cache_write',
  cache_creation_input_token_cost_above_1hr: 'input_cache_write_1h',
  output_cost_per_reasoning_token: 'internal_reasoning',
  input_cost_per_audio_token: 'audio',
  output_cost_per_audio_token: 'audio_output',
  cache_read_input_audio_token_cost: 'input_audio_cache',
  input_cost_per_image: 'image',
  input_cost_per_image_token: 'image_token',
  output_cost_per_image_token: 'image_output',
  input_cost_per_request: 'request',
}

/** Words that say no more than that a number is a price. */
const NOISE = new Set('per price prices pricing cost costs usd token tokens tok toks rate'.split(' '))
const UNIT_WORDS: Readonly<Record<string, PriceUnit>> = {
  million: 'per-million',
  '1m': 'per-million',
  mtok: 'per-million',
  mtoks: 'per-million',
  '1000000': 'per-million',
  thousand: 'per-thousand',
  '1k': 'per-thousand',
  ktok: 'per-thousand',
  ktoks: 'per-thousand',
  '1000': 'per-thousand',
}
const KINDS: readonly [PriceKey, string][] = [
  ['prompt', 'input|prompt|in'],
  ['completion', 'output|completion|out'],
  [
    'input_cache_read',
    'cached|cache read|cache hit|cached input|input cached|in cached|cached in|cached prompt|prompt cached|input cache read|cache read input|input cache hit',
  ],
  [
    'input_cache_write',
    'cache write|cache creation|input cache write|cache write input|cache creation input|input cache creation',
  ],
  ['input_cache_write_1h', 'cache write 1h|input cache write 1h|cache write 1hr'],
  ['internal_reasoning', 'reasoning|internal reasoning|output reasoning|reasoning output'],
  ['audio', 'audio|audio input|input audio'],
  ['audio_output', 'audio output|output audio'],
  ['input_audio_cache', 'input audio cache|cached audio|cached audio input'],
  ['image', 'image|images|input image|image input'],
  ['image_token', 'image token'],
  ['image_output', 'image output|output image'],
  ['request', 'request|requests'],
  ['web_search', 'web search|search'],
]
/** Without a word such as `price` or `per`, these names are those of capabilities or counts. */
const NEEDS_PRICE_WORD = new Set<PriceKey>([
  'internal_reasoning',
  'audio',
  'audio_output',
  'image',
  'image_token',
  'image_output',
  'request',
  'web_search',
])
const BY_WORDS = new Map(KINDS.flatMap(([key, names]) => names.split('|').map((words) => [words, key] as const)))
/** Most telling first. */
const ID_NAMES = ['model', 'modelid', 'id', 'modelslug', 'slug', 'modelname', 'name']

export function isLiteLlmName(name: string): boolean {
  return Object.hasOwn(LITELLM, name)
}

/** The price that a column holds by its name; null if none that is known. */
export function namedPrice(name: string): NamedPrice | null {
  if (isLiteLlmName(name)) {
    const key = LITELLM[name]!
    return { key, unit: isPerUnit(key) ? 'per-unit' : 'per-token' }
  }
  const words = wordsOf(name)
  const key = BY_WORDS.get(words.filter((word) => !NOISE.has(word) && !Object.hasOwn(UNIT_WORDS, word)).join(' '))
  const needsPriceWord = key !== undefined && (NEEDS_PRICE_WORD.has(key) || words.some(isTokenWord))
  if (key === undefined || (needsPriceWord && !words.some(isPriceWord))) return null
  const units = new Set(words.flatMap((word) => UNIT_WORDS[word] ?? []))
  if (units.size > 1) return { key, unit: null }
  const [unit] = units
  if (unit !== undefined) return { key, unit }
  if (isPerUnit(key)) return { key, unit: 'per-unit' }
  if (/\bper tok(?:en)?s?\b/.test(words.join(' '))) return { key, unit: 'per-token' }
  // `output_cost_per_image` is not the price of a token of an image.
  return key === 'image_output' || key === 'image_token' ? null : { key, unit: null }
}

function isPerUnit(key: PriceKey): boolean {
  return Object.hasOwn(OTHER_UNITS, key)
}

/** Whether a name looks like that of a price. */
export function looksLikePrice(name: string): boolean {
  return wordsOf(name).some(isPriceWord)
}

/** Without a price word, `input_tokens` is a limit or a count. */
function isTokenWord(word: string): boolean {
  return /^tok(?:en)?s?$/.test(word)
}

function isPriceWord(word: string): boolean {
  return /^(?:costs?|prices?|pricing|usd|per)$/.test(word) || Object.hasOwn(UNIT_WORDS, word)
}

/** The column of the model's id; undefined if none has a known name. */
export function idColumnOf(names: readonly string[]): string | undefined {
  return ID_NAMES.flatMap((folded) => names.find((name) => foldName(name) === folded) ?? [])[0]
}

/** `Input ($/1M tokens)` and `inputPer1MTokens` are `input 1m tokens`, but for `per`. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z])([A-Z\d])/g, '$1 $2')
    .replaceAll(/(\dM|\dK)([A-Z])/gi, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}
