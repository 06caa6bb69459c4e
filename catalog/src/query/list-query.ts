// Parses the query of a list of models, and writes it back as a query string.
import type * as z from 'zod'
import { unitsPerMillion } from '../price/integer-price.js'
import { encodeQueryValue } from './encode-query-value.js'
import { listQuerySchema, supportedShape } from './list-parameters.js'
import { QueryError } from './query-error.js'
import { similarNames } from './similar-names.js'
import type { UnsupportedParameter } from './unsupported-parameters.js'

/**
 * A parsed and normalised list query. Lists hold each value once, sorted and in lower case, except `ids` and `fields`, which keep
 * order and case. Prices are exact decimals in USD per million tokens. The list is paginated only if `limit` or `offset` is set.
 */
export type ListQuery = Omit<z.infer<typeof listQuerySchema>, 'order' | UnsupportedParameter>

export interface QueryDefaults {
  /** Values of absent parameters. `output_modalities=all` overrides its default. */
  defaults?: Partial<ListQuery>
}

const KNOWN = Object.keys(supportedShape)
const SCHEMAS = new Map<string, z.ZodType>(Object.entries(listQuerySchema.shape))
const PLACES = new Map(KNOWN.map((name, place) => [name, place]))
const RANGES = [
  ['min_price', 'max_price'],
  ['min_output_price', 'max_output_price'],
  ['min_age_days', 'max_age_days'],
  ['min_intelligence_index', 'max_intelligence_index'],
  ['min_coding_index', 'max_coding_index'],
  ['min_agentic_index', 'max_agentic_index'],
] as const

/** @throws QueryError naming the first invalid, unknown or unsupported parameter */
export function parseListQuery(
  parameters: Readonly<Record<string, string>>,
  { defaults = {} }: QueryDefaults = {},
): ListQuery {
  const { order, ...given } = readEach(parameters)
  if (order !== undefined && given.sort !== undefined)
    throw new QueryError('order', 'is an alias of sort; give only one of them')
  const query = normalise({ ...defaults, ...given, ...(order !== undefined && { sort: order }) })
  for (const [min, max] of RANGES) rejectInvertedRange(query, min, max)
  if (query.unchanged_days !== undefined && query.removed === true)
    throw new QueryError('unchanged_days', 'cannot be combined with removed: a removed model has no price')
  return query
}

/** Parses only the given parameters: parsing the whole schema would visit all forty. */
function readEach(parameters: Readonly<Record<string, string>>): z.infer<typeof listQuerySchema> {
  const read: Record<string, unknown> = {}
  for (const name of Object.keys(parameters)) {
    const schema = SCHEMAS.get(name)
    if (schema === undefined) throw unknownParameter(name)
    const { success, data, error } = schema.safeParse(parameters[name])
    if (!success) throw new QueryError(name, error.issues[0]?.message ?? 'is invalid')
    read[name] = data
  }
  return read
}

function unknownParameter(name: string): QueryError {
  const similar = similarNames(name, KNOWN)
  return new QueryError(
    name,
    similar.length > 0
      ? `unknown parameter; did you mean ${similar.join(' or ')}?`
      : `unknown parameter; expected one of ${KNOWN.join(', ')}`,
  )
}

/** Drops values that do not filter: undefined, and the empty list that `all` becomes. */
function normalise(query: ListQuery): ListQuery {
  const effective: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) effective[name] = value
  return effective
}

function rejectInvertedRange(query: ListQuery, min: keyof ListQuery, max: keyof ListQuery): void {
  const [low, high] = [query[min], query[max]]
  if (low === undefined || high === undefined) return
  const isInverted =
    typeof low === 'string' && typeof high === 'string' ? unitsPerMillion(low) > unitsPerMillion(high) : low > high
  if (isInverted) throw new QueryError(min, `must not be above ${max} (${String(low)} is above ${String(high)})`)
}

/**
 * The shortest query string for a query, without `?`: parameters in the order of the schema, defaults omitted. Equal queries give
 * equal strings, and `parseListQuery` restores the query.
 */
export function serialiseListQuery(query: ListQuery, { defaults = {} }: QueryDefaults = {}): string {
  const pairs: string[] = []
  const names = Object.keys({ ...defaults, ...query }).toSorted((one, other) => PLACES.get(one)! - PLACES.get(other)!)
  for (const name of names as (keyof ListQuery)[]) {
    const [value, defaultValue] = [textOf(query[name]), textOf(defaults[name])]
    if (value === defaultValue) continue
    if (value !== undefined) pairs.push(`${name}=${encodeQueryValue(value)}`)
    else if (name === 'output_modalities') pairs.push(`${name}=all`)
  }
  return pairs.join('&')
}

function textOf(value: ListQuery[keyof ListQuery]): string | undefined {
  return value === undefined ? undefined : String(value)
}
