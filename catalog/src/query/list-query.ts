// Parses the query of a list of models, and writes it back as a query string.
import type * as z from 'zod'
import { unitsPerMillion } from '../price/integer-price.js'
import { encodeQueryValue } from './encode-query-value.js'
import { listQuerySchema, supportedShape } from './list-parameters.js'
import { QueryError } from './query-error.js'
import { similarNames } from './similar-names.js'
import type { UnsupportedParameter } from './unsupported-parameters.js'

/**
 * What a list is asked for, normalised: lists each value once, sorted and in lower case where neither has a meaning (`ids` and
 * `fields` keep both); prices as exact decimals in USD per million tokens. Absent: not asked. Pages only where `limit` or `offset` is.
 */
export type ListQuery = Omit<z.infer<typeof listQuerySchema>, 'order' | UnsupportedParameter>

export interface QueryDefaults {
  /** What holds where a parameter is absent. `output_modalities=all` takes its default away. */
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

/** @throws QueryError that names the first parameter that is wrong, unknown, or cannot be answered */
export function parseListQuery(
  parameters: Readonly<Record<string, string>>,
  { defaults = {} }: QueryDefaults = {},
): ListQuery {
  const { order, ...given } = readEach(parameters)
  if (order !== undefined && given.sort !== undefined)
    throw new QueryError('order', 'is another name for sort: give one of them')
  const query = normal({ ...defaults, ...given, ...(order !== undefined && { sort: order }) })
  for (const [min, max] of RANGES) refuseTurnedRange(query, min, max)
  return query
}

/** By the schema of each that is given: that of the whole looks at all of the forty that there are. */
function readEach(parameters: Readonly<Record<string, string>>): z.infer<typeof listQuerySchema> {
  const read: Record<string, unknown> = {}
  for (const name of Object.keys(parameters)) {
    const schema = SCHEMAS.get(name)
    if (schema === undefined) throw unknown(name)
    const { success, data, error } = schema.safeParse(parameters[name])
    if (!success) throw new QueryError(name, error.issues[0]?.message ?? 'is not valid')
    read[name] = data
  }
  return read
}

function unknown(name: string): QueryError {
  const near = similarNames(name, KNOWN)
  return new QueryError(
    name,
    `is no parameter of this route; ${near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it knows ${KNOWN.join(', ')}`}`,
  )
}

/** Without what asks for nothing: undefined, and an empty list, which was `all`. */
function normal(query: ListQuery): ListQuery {
  const asked: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) asked[name] = value
  return asked
}

function refuseTurnedRange(query: ListQuery, min: keyof ListQuery, max: keyof ListQuery): void {
  const [low, high] = [query[min], query[max]]
  if (low === undefined || high === undefined) return
  const isTurned =
    typeof low === 'string' && typeof high === 'string' ? unitsPerMillion(low) > unitsPerMillion(high) : low > high
  if (isTurned) throw new QueryError(min, `must not be above ${max} (${String(low)} is above ${String(high)})`)
}

/**
 * The shortest query string for it, without `?`: names in the schema's order, what is the default left out. Equal questions give
 * equal strings, and `parseListQuery` gives the query back.
 */
export function serialiseListQuery(query: ListQuery, { defaults = {} }: QueryDefaults = {}): string {
  const pairs: string[] = []
  const names = Object.keys({ ...defaults, ...query }).toSorted((one, other) => PLACES.get(one)! - PLACES.get(other)!)
  for (const name of names as (keyof ListQuery)[]) {
    const [value, usual] = [textOf(query[name]), textOf(defaults[name])]
    if (value === usual) continue
    if (value !== undefined) pairs.push(`${name}=${encodeQueryValue(value)}`)
    else if (name === 'output_modalities') pairs.push(`${name}=all`)
  }
  return pairs.join('&')
}

function textOf(value: ListQuery[keyof ListQuery]): string | undefined {
  return value === undefined ? undefined : String(value)
}
