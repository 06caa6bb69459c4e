// The questions that a list of models can be asked: one schema from which they are parsed, written back, and described.
import * as z from 'zod'
import { timestampParameter } from './timestamp-parameter.js'
import { SORT_NAMES, SORTS } from './sort.js'
import { UNSUPPORTED_SORTS, unsupportedShape } from './unsupported-parameters.js'
import {
  authorList,
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
const LONGEST_AGE = 100_000

/** An order the data can answer; the error says why another of OpenRouter's is not one. */
function sortName(description: string) {
  const refused = new Map(UNSUPPORTED_SORTS.map(({ name, reason }) => [name, reason]))
  const problem = (value: unknown): string => {
    const reason = refused.get(String(value))
    return reason === undefined ? `must be one of ${SORT_NAMES.join(', ')}` : `${String(value)} ${reason}`
  }
  return z
    .enum(SORT_NAMES, { error: ({ input }) => problem(input) })
    .meta({ description, example: 'pricing-low-to-high' })
}

const sorts = SORT_NAMES.map((name) => `\`${name}\`: by ${SORTS[name].by}`).join('; ')
const refusedSorts = UNSUPPORTED_SORTS.map(({ name }) => `\`${name}\``).join(', ')

export const supportedShape = {
  q: optional(
    freeText({
      description:
        'Models in whose id, name, author or description all these words occur; beginnings of words and small typos count. Best matches first unless `sort` or `ids` is given.',
      example: 'gpt-4',
    }),
  ),
  supported_parameters: optional(
    wordList({
      description: 'Models that accept all of these request parameters: a comma list.',
      example: 'tools,structured_outputs',
    }),
  ),
  input_modalities: optional(
    wordList({
      description:
        'Models that take in all of these: a comma list of modalities (`text`, `image`, `audio`, `video`, `file`, …).',
      example: 'text,image',
    }),
  ),
  output_modalities: optional(
    wordListOrAll({
      description:
        'Models that give back any of these: a comma list of modalities (`text`, `image`, `audio`, `embeddings`, …), or `all`.',
      example: 'text,image',
    }),
  ),
  context: optional(
    wholeNumber(1, LARGEST, {
      description:
        'Models with at least this context, in tokens. One whose context is unknown, null or 0 does not match.',
      example: 128_000,
    }),
  ),
  min_price: optional(price({ description: 'Lowest prompt price.', example: 0 })),
  max_price: optional(price({ description: 'Highest prompt price.', example: 10 })),
  min_output_price: optional(price({ description: 'Lowest completion price.', example: 0 })),
  max_output_price: optional(price({ description: 'Highest completion price.', example: 10 })),
  arch: optional(
    nameList({
      description:
        'Models whose tokenizer is one of these: a comma list of families (`GPT`, `Claude`, `Gemini`, `Llama3`, …).',
      example: 'GPT',
    }),
  ),
  model_authors: optional(
    authorList({
      description:
        'Models of any of these authors: a comma list of what stands before the `/` of an id. `~openai/x` is of `openai`.',
      example: 'openai,anthropic',
    }),
  ),
  min_age_days: optional(
    wholeNumber(0, LONGEST_AGE, {
      description: 'Models that came to OpenRouter at least this many whole days ago.',
      example: 0,
    }),
  ),
  max_age_days: optional(
    wholeNumber(0, LONGEST_AGE, {
      description:
        'Models that came to OpenRouter at most this many whole days ago; one dated after now is 0 days old.',
      example: 90,
    }),
  ),
  expiring_days: optional(
    wholeNumber(0, LONGEST_AGE, {
      description:
        'Models whose `expiration_date` is at most this many days after today (UTC), or is past already. One without a date, or with 2098-12-31, does not match.',
      example: 30,
    }),
  ),
  min_intelligence_index: optional(
    score({ description: 'Lowest Artificial Analysis Intelligence Index, inclusive.', example: 50 }),
  ),
  max_intelligence_index: optional(
    score({ description: 'Highest Artificial Analysis Intelligence Index, inclusive.', example: 100 }),
  ),
  min_coding_index: optional(
    score({ description: 'Lowest Artificial Analysis Coding Index, inclusive.', example: 50 }),
  ),
  max_coding_index: optional(
    score({ description: 'Highest Artificial Analysis Coding Index, inclusive.', example: 100 }),
  ),
  min_agentic_index: optional(
    score({ description: 'Lowest Artificial Analysis Agentic Index, inclusive.', example: 50 }),
  ),
  max_agentic_index: optional(
    score({ description: 'Highest Artificial Analysis Agentic Index, inclusive.', example: 100 }),
  ),
  free: optional(
    onlyTrue({
      description:
        'Models that cost nothing: the output is text alone, prompt and completion prices are given and zero, and no other price is above zero; or the id ends in `:free`.',
      example: 'true',
    }),
  ),
  ids: optional(
    idList({
      description:
        'These models, in this order unless `sort` is given: a comma list of ids. Other filters apply as well; ids that are not in the catalogue are named in the answer.',
      example: 'openai/gpt-4o,anthropic/claude-sonnet-4',
    }),
  ),
  fields: optional(
    fieldList({
      description:
        'Only these fields of each model, in this order: a comma list of names of the first level. One that no model has is a 400.',
      example: 'id,name,pricing',
    }),
  ),
  as_of: optional(
    timestampParameter({
      description:
        'The catalogue as it was observed and accepted at this timestampParameter, in the order of then; ages count from it. Before the first observation the list is empty and says why. A timestampParameter in the future is a 400.',
      example: '2026-05-01T12:00:00Z',
    }),
  ),
  removed: optional(
    onlyTrue({
      description:
        'The models that are no longer in the catalogue (with `as_of`: that no longer were at that timestampParameter), each as it last was and with `removed_at`; most recently removed first unless `sort`, `ids` or `q` is given.',
      example: 'true',
    }),
  ),
  sort: optional(
    sortName(
      `${sorts}. Missing values and dynamic prices come last; equals stay in upstream order. Absent: by relevance where \`q\` is given, else in upstream order. ${refusedSorts}: a 400 that says why the stored data cannot answer it. ${REJECTION_NOTE}`,
    ),
  ),
  order: optional(
    sortName(`The name that OpenRouter's website uses for \`sort\`; both together are a 400. ${REJECTION_NOTE}`),
  ),
  limit: optional(
    wholeNumber(1, 1000, {
      description:
        'How many models the page holds at most. Absent: 500 where `offset` is given, else there are no pages.',
      example: 500,
    }),
  ),
  offset: optional(
    wholeNumber(0, LARGEST, {
      description:
        'How many matching models to pass over before the page begins. Absent: none. Beyond the last one the page is empty.',
      example: 0,
    }),
  ),
  use_rss: optional(flag({ description: 'The answer as RSS 2.0 instead of JSON.', example: 'true' })),
  use_rss_chat_links: optional(flag({ description: "Items of the RSS link to OpenRouter's chat.", example: 'true' })),
}

/** Every parameter of the list, as text. The OpenAPI contract is made of it; `order` and those not answered are no part of a query. */
export const listQuerySchema = z.strictObject({ ...supportedShape, ...unsupportedShape })
