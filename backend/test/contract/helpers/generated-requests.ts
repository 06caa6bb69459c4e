import fc from 'fast-check'
import { asAdmin } from './http-app.js'
import type { RequestSpec } from './http-client.js'
import type { Operation, ParameterObject } from './contract.js'

/** A request generated from the contract. `wrong`: the part that violates the contract; null: none. */
export interface GeneratedRequest extends RequestSpec {
  wrong: 'query' | 'path' | 'method' | 'body' | 'token' | null
}

type Schema = Readonly<Record<string, unknown>>
const pairs = (values: readonly (readonly [string, string])[]): string =>
  values.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
const numbers = (
  { minimum = 0, maximum = 1_000_000 }: { minimum?: number; maximum?: number },
  arbitrary: (range: { min: number; max: number }) => fc.Arbitrary<number>,
) => fc.oneof(arbitrary({ min: minimum, max: maximum }), fc.constantFrom(minimum, maximum))

/** Valid values of a parameter. Formats that only the description defines (a comma list, a moment) come from the example. */
function validValue(schema: Schema): fc.Arbitrary<string> {
  const { type, example } = schema
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum'].map(String))
  if (type === 'integer') return numbers(schema, fc.integer).map(String)
  if (type === 'number')
    return numbers({ minimum: schema['minimum'] as number, maximum: 100 }, (range) => fc.integer(range)).map(String)
  return fc.constantFrom(String(example), ...String(example).split(',').slice(0, 1))
}

/** Values that certainly violate the schema. */
function invalidValue(schema: Schema): fc.Arbitrary<string> {
  const { type, minimum, maximum } = schema
  if (Array.isArray(schema['enum']))
    return fc
      .string({ minLength: 1 })
      .filter((text) => !(schema['enum'] as unknown[]).includes(text) && text.trim() !== '')
  if (type === 'integer' || type === 'number') {
    const outside = [minimum, maximum].flatMap((end, isMaximum) =>
      typeof end === 'number' && Math.abs(end) < 2 ** 50 ? [String(end + (isMaximum ? 1 : -1))] : [],
    )
    return fc.constantFrom(...outside, 'many', '1e400', '--1', '0x10', 'NaN', '1;2', '𝟙')
  }
  return fc.constant('x'.repeat(8_300)) // no query string may be so long
}

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => text.isWellFormed()),
)
const segment = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('example', 'alpha', 'beta:free', 'painter', 'openai', 'gpt-4o', '~openai', 'latest'),
  },
  { weight: 1, arbitrary: anyText.filter((text) => text !== '' && !/^\.\.?$/.test(text)) },
)

const valuesOf = (parameters: readonly ParameterObject[], where: string): ParameterObject[] =>
  parameters.filter((one) => one.in === where)

function validQuery({ parameters }: Operation): fc.Arbitrary<[string, string][]> {
  const known = valuesOf(parameters, 'query')
  if (known.length === 0) return fc.constant([])
  return fc
    .subarray(known, { maxLength: Math.min(4, known.length) })
    .chain((some) =>
      fc.tuple(
        ...some.map(({ name, schema }) => validValue(schema!).map((value) => [name, value] as [string, string])),
      ),
    )
}

function invalidQuery(operation: Operation): fc.Arbitrary<[string, string][]> {
  const known = valuesOf(operation.parameters, 'query')
  const names = new Set(known.map(({ name }) => name))
  const unknown = fc
    .tuple(
      fc
        .oneof(anyText, fc.constantFrom('__proto__', 'constructor', 'limit[]', 'LIMIT', 'page'))
        .filter((name) => name !== '' && !names.has(name)),
      fc.string({ maxLength: 5 }),
    )
    .map((pair) => [pair])
  if (known.length === 0) return unknown
  const bad = fc
    .constantFrom(...known)
    .chain(({ name, schema }) => invalidValue(schema!).map((value) => [[name, value] as [string, string]]))
  const twice = fc.constantFrom(...known).chain(({ name, schema }) =>
    validValue(schema!).map(
      (value) =>
        [
          [name, value],
          [name, value],
        ] as [string, string][],
    ),
  )
  return fc.oneof(unknown, bad, twice)
}

/** `{id}` of a model is `author/slug`, raw or percent-encoded; otherwise it is a number. */
function path({ path: template, parameters }: Operation): fc.Arbitrary<string> {
  const named = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  const values = named.map((name) => {
    const schema = parameters.find((one) => one.in === 'path' && one.name === name)?.schema
    if (schema?.['type'] === 'integer')
      return fc.oneof(fc.integer({ min: 1, max: 50 }).map(String), fc.constantFrom('999999999'))
    if (name !== 'id') return segment.map(encodeURIComponent)
    return fc
      .tuple(segment, segment, fc.constantFrom('/', '%2F', '%2f'))
      .map(([author, slug, slash]) => encodeURIComponent(author) + slash + encodeURIComponent(slug))
  })
  return fc
    .tuple(...values)
    .map((texts) => named.reduce((made, name, nr) => made.replace(`{${name}}`, () => texts[nr] ?? ''), template))
}

const harmless = fc.string({
  unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
  maxLength: 30,
})
const headers = fc.record(
  {
    'If-None-Match': fc.oneof(fc.constantFrom('*', '"3Jx0kV2mTq9bY7cR5aZ1wQ-br"', 'W/"x", "y"'), harmless),
    'If-Modified-Since': fc.oneof(
      fc.constantFrom('Sat, 22 Aug 2026 13:41:00 GMT', 'Sat, 22 Aug 2099 13:41:00 GMT', '0'),
      harmless,
    ),
    'Accept-Encoding': fc.constantFrom('gzip', 'br', 'gzip;q=0.5, br', 'identity', '*;q=0', 'zstd', ''),
    Accept: fc.constantFrom('application/json', '*/*', 'text/html', 'application/problem+json', 'application/rss+xml'),
    'X-Request-Id': harmless,
    Origin: fc.constantFrom('https://app.example.com', 'null'),
  },
  { requiredKeys: [] },
)

const validBody = fc
  .record(
    { key: fc.oneof(fc.constantFrom('/api/models'), fc.string({ minLength: 1, maxLength: 40 })) },
    { requiredKeys: [] },
  )
  .map((value) => JSON.stringify(value))
const invalidBody = fc.oneof(
  fc.constantFrom(
    '{',
    '[]',
    'null',
    '7',
    '{"key":""}',
    '{"key":7}',
    '{"keys":[]}',
    '{"__proto__":{}}',
    `{"key":"${'x'.repeat(9_000)}"}`,
  ),
  fc
    .dictionary(
      fc.string({ minLength: 1 }).filter((name) => name !== 'key'),
      fc.json(),
      { minKeys: 1 },
    )
    .map((value) => JSON.stringify(value)),
)

/** Rows to price, of which the invalid ones fail alone. */
const uploadedRows = fc
  .array(
    fc.record(
      { model: fc.string(), at: fc.string(), usage: fc.dictionary(fc.string(), fc.json()) },
      { requiredKeys: [] },
    ),
    {
      maxLength: 5,
    },
  )
  .chain((rows) => fc.constantFrom(rows, rows[0] ?? {}))
  .map((value) => JSON.stringify(value))
const brokenUpload = fc.constantFrom('', '{', '[1,', '{"model": a/b}')

function bodyOf(operation: Operation, isWrong: boolean): fc.Arbitrary<string | undefined> {
  const { requestBody } = operation
  if (requestBody === undefined) return fc.constant(undefined)
  if (requestBody.required) return isWrong ? brokenUpload : uploadedRows
  return isWrong ? invalidBody : fc.option(validBody, { nil: undefined })
}

/** One request in four violates the contract in one way. Wrong tokens come from different addresses, so as not to reach the limit. */
export function requestsOf(operation: Operation): fc.Arbitrary<GeneratedRequest> {
  const kinds = [
    'query',
    'method',
    ...(operation.requestBody ? ['body'] : []),
    ...('401' in operation.responses ? ['token'] : []),
  ] as GeneratedRequest['wrong'][]
  const kind = fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...kinds) },
  )
  return kind.chain((wrong) => {
    const query = wrong === 'query' ? invalidQuery(operation) : validQuery(operation)
    const body = bodyOf(operation, wrong === 'body')
    const others = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].filter(
      (method) => !operation.methodsAtPath.includes(method),
    )
    const method =
      wrong === 'method'
        ? fc.constantFrom(...others)
        : operation.method === 'GET'
          ? fc.constantFrom('GET', 'GET', 'GET', 'HEAD')
          : fc.constant(operation.method)
    return fc
      .record({
        path: path(operation),
        query,
        headers,
        body,
        method,
        address: fc.ipV4(),
        token: fc.constantFrom('Bearer nonsense', 'Basic YTpi', 'Bearer', ''),
      })
      .map((made): GeneratedRequest => {
        const authorization: Record<string, string> =
          wrong === 'token' ? { Authorization: made.token, 'X-Forwarded-For': made.address } : asAdmin
        const type: Record<string, string> = made.body === undefined ? {} : { 'Content-Type': 'application/json' }
        return {
          wrong,
          method: made.method,
          path: made.path + (made.query.length > 0 ? `?${pairs(made.query)}` : ''),
          headers: { ...made.headers, ...authorization, ...type },
          ...(made.body !== undefined && { body: made.body }),
        }
      })
  })
}
