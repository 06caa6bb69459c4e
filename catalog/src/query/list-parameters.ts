// The parameters of the model list. Parsing, serialising and the OpenAPI contract are all derived from these schemas.
import * as z from 'zod'
import { timestampParameter } from './timestamp-parameter.js'
import { OPENROUTER_SORT_NAMES, OWN_SORT_NAMES, SORT_NAMES, SORTS, type SortName } from './sort.js'
import { UNSUPPORTED_SORTS, unsupportedShape } from './unsupported-parameters.js'
import {
  authorList,
  choiceList,
  fieldList,
  flag,
  freeText,
  idList,
  nameList,
  onlyTrue,
  optional,
  REJECTION_NOTE,
  price,
  score,
  wholeNumber,
  wordList,
  wordListOrAll,
} from './parameter-types.js'

const LARGEST = 2_147_483_647
/** What `exclude` can leave out. */
export const EXCLUDABLE = ['batch', 'free', 'alias'] as const
const LONGEST_AGE = 100_000

/** A supported sort order. For an order that only OpenRouter supports, the error gives the reason. */
function sortName(description: string) {
  const unsupported = new Map(UNSUPPORTED_SORTS.map(({ name, reason }) => [name, reason]))
  const problem = (value: unknown): string => {
    const reason = unsupported.get(String(value))
    return reason === undefined ? `must be one of ${SORT_NAMES.join(', ')}` : `${String(value)} ${reason}`
  }
  return z
    .enum(SORT_NAMES, { error: ({ input }) => problem(input) })
    .meta({ description, example: 'pricing-low-to-high' })
}

const described = (names: readonly SortName[]): string =>
  names.map((name) => `\`${name}\`: by ${SORTS[name].by}`).join('; ')
const sorts = `${described(OPENROUTER_SORT_NAMES)}. Not part of OpenRouter's API: ${described(OWN_SORT_NAMES)}`
const unsupportedSorts = UNSUPPORTED_SORTS.map(({ name }) => `\`${name}\``).join(', ')

export const supportedShape = {
  q: optional(
    freeText({
      description:
        'Models whose id, name, author or description contains all these words. Prefixes and small typos match. Best matches first unless `sort` or `ids` is given.',
      example: 'gpt-4',
    }),
  ),
  supported_parameters: optional(
    wordList({
      description: 'Models that accept all of these request parameters (comma-separated).',
      example: 'tools,structured_outputs',
    }),
  ),
  input_modalities: optional(
    wordList({
      description:
        'Models that accept all of these input modalities (comma-separated: `text`, `image`, `audio`, `video`, `file`, …).',
      example: 'text,image',
    }),
  ),
  output_modalities: optional(
    wordListOrAll({
      description:
        'Models that produce any of these output modalities (comma-separated: `text`, `image`, `audio`, `embeddings`, …), or `all`.',
      example: 'text,image',
    }),
  ),
  context: optional(
    wholeNumber(1, LARGEST, {
      description:
        'Models with at least this context, in tokens. Models whose context is unknown, null or 0 do not match.',
      example: 128_000,
    }),
  ),
  min_price: optional(price({ description: 'Minimum prompt price.', example: 0 })),
  max_price: optional(price({ description: 'Maximum prompt price.', example: 10 })),
  min_output_price: optional(price({ description: 'Minimum completion price.', example: 0 })),
  max_output_price: optional(price({ description: 'Maximum completion price.', example: 10 })),
  arch: optional(
    nameList({
      description:
        'Models with any of these tokenizer families (comma-separated: `GPT`, `Claude`, `Gemini`, `Llama3`, …).',
      example: 'GPT',
    }),
  ),
  model_authors: optional(
    authorList({
      description:
        'Models by any of these authors (comma-separated). The author is the part of the id before the `/`; `~openai/x` belongs to `openai`.',
      example: 'openai,anthropic',
    }),
  ),
  min_age_days: optional(
    wholeNumber(0, LONGEST_AGE, {
      description: 'Models added to OpenRouter at least this many whole days ago.',
      example: 0,
    }),
  ),
  max_age_days: optional(
    wholeNumber(0, LONGEST_AGE, {
      description:
        'Models added to OpenRouter at most this many whole days ago. A creation date in the future counts as 0 days.',
      example: 90,
    }),
  ),
  expiring_days: optional(
    wholeNumber(0, LONGEST_AGE, {
      description:
        'Models whose `expiration_date` is today (UTC) or at most this many days later. Models without a date, with an earlier one, or with 2098-12-31, do not match.',
      example: 30,
    }),
  ),
  unchanged_days: optional(
    wholeNumber(1, LONGEST_AGE, {
      description:
        'Models whose prompt and completion prices have been unchanged for at least this many whole days, according to history (`unchanged_since` of `/api/price-stability`). Models that were first observed later, or whose price is unknown or dynamic, do not match. With `as_of`: as of that time. Cannot be combined with `removed`.',
      example: 90,
    }),
  ),
  min_intelligence_index: optional(
    score({ description: 'Minimum Artificial Analysis Intelligence Index, inclusive.', example: 50 }),
  ),
  max_intelligence_index: optional(
    score({ description: 'Maximum Artificial Analysis Intelligence Index, inclusive.', example: 100 }),
  ),
  min_coding_index: optional(
    score({ description: 'Minimum Artificial Analysis Coding Index, inclusive.', example: 50 }),
  ),
  max_coding_index: optional(
    score({ description: 'Maximum Artificial Analysis Coding Index, inclusive.', example: 100 }),
  ),
  min_agentic_index: optional(
    score({ description: 'Minimum Artificial Analysis Agentic Index, inclusive.', example: 50 }),
  ),
  max_agentic_index: optional(
    score({ description: 'Maximum Artificial Analysis Agentic Index, inclusive.', example: 100 }),
  ),
  free: optional(
    onlyTrue({
      description:
        'Free models: output is text only, prompt and completion prices are both present and zero, and no other price is above zero; or the id ends in `:free`.',
      example: 'true',
    }),
  ),
  exclude: optional(
    choiceList(EXCLUDABLE, {
      description:
        "Leaves out these kinds of entries (comma-separated), which repeat other models: `batch`: ids that end in `:batch`; `free`: ids that end in `:free`; `alias`: ids that begin with `~`. Not part of OpenRouter's API.",
      example: 'batch,free,alias',
    }),
  ),
  open_weights: optional(
    onlyTrue({
      description: "Models with open weights: those with a `hugging_face_id`. Not part of OpenRouter's API.",
      example: 'true',
    }),
  ),
  ids: optional(
    idList({
      description:
        'These models (comma-separated ids), in this order unless `sort` is given. An id with a routing suffix such as `:nitro` that is no model of its own is the model without it. Other filters still apply. `missing_ids` in the response lists ids that are not in the catalogue.',
      example: 'openai/gpt-4o,anthropic/claude-sonnet-4',
    }),
  ),
  fields: optional(
    fieldList({
      description:
        'Only these top-level fields of each model (comma-separated), in this order. A field that no model has is rejected with 400.',
      example: 'id,name,pricing',
    }),
  ),
  as_of: optional(
    timestampParameter({
      description:
        'The catalogue as of this time, in its order at that time. Ages are relative to it. Before the first observation the list is empty and `reason` explains why. A time in the future is rejected with 400.',
      example: '2026-05-01T12:00:00Z',
    }),
  ),
  removed: optional(
    onlyTrue({
      description:
        'Models that are no longer in the catalogue (with `as_of`: no longer at that time), each in its last known state and with `removed_at`. Most recently removed first unless `sort`, `ids` or `q` is given.',
      example: 'true',
    }),
  ),
  sort: optional(
    sortName(
      `${sorts}. Missing values and dynamic prices come last; ties keep the upstream order. Default: by relevance if \`q\` is given, otherwise the upstream order. ${unsupportedSorts} are rejected with 400: the stored data does not contain them. ${REJECTION_NOTE}`,
    ),
  ),
  order: optional(
    sortName(`Alias of \`sort\`, used by OpenRouter's website. Giving both is rejected with 400. ${REJECTION_NOTE}`),
  ),
  limit: optional(
    wholeNumber(1, 1000, {
      description:
        'Maximum number of models per page. Default: 500 if `offset` is given; otherwise the list is not paginated.',
      example: 500,
    }),
  ),
  offset: optional(
    wholeNumber(0, LARGEST, {
      description: 'Number of matching models to skip. Default: 0. Beyond the last model the page is empty.',
      example: 0,
    }),
  ),
  use_rss: optional(flag({ description: 'Return RSS 2.0 instead of JSON.', example: 'true' })),
  use_rss_chat_links: optional(flag({ description: "Link RSS items to OpenRouter's chat.", example: 'true' })),
}

/** All parameters of the list, including `order` and the unsupported ones, which are no part of a parsed query. */
export const listQuerySchema = z.strictObject({ ...supportedShape, ...unsupportedShape })
