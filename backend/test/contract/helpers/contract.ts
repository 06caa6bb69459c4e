import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { z } from 'zod'
import type { ReceivedResponse } from './http-client.js'

interface SchemaObject {
  $ref?: string
  [keyword: string]: unknown
}
interface HeaderObject {
  required?: boolean
  description?: string
  schema?: SchemaObject
}
export interface ParameterObject extends HeaderObject {
  name: string
  in: string
}
export interface ContentObject {
  schema: SchemaObject
  example?: unknown
}
export interface ResponseObject {
  description: string
  headers?: Record<string, HeaderObject>
  content?: Record<string, ContentObject>
}
export interface Operation {
  operationId: string
  method: string
  path: string
  summary: string
  description: string
  parameters: ParameterObject[]
  requestBody?: { required: boolean; content: Record<string, ContentObject> }
  /** Of all operations at this path. HEAD comes with GET. */
  methodsAtPath: string[]
  /** By status. */
  responses: Record<string, ResponseObject>
}

type Referring<T> = T & { $ref?: string }
interface Contract {
  paths: Record<
    string,
    Record<
      string,
      Omit<Operation, 'method' | 'methodsAtPath' | 'path' | 'parameters' | 'responses'> & {
        parameters?: Referring<ParameterObject>[]
        responses: Record<string, Referring<ResponseObject>>
      }
    >
  >
  components: { schemas: Record<string, SchemaObject>; responses: Record<string, ResponseObject> }
}

export const contractUrl = new URL('../../../../contracts/openapi.json', import.meta.url)

/** Reads the committed contract: responses are checked against it, not against the code that generates it. */
export function readContract(): Contract {
  return JSON.parse(readFileSync(contractUrl, 'utf8')) as Contract
}

const contract = readContract()

function resolve<T extends object>(object: Referring<T>): T {
  if (object.$ref === undefined) return object
  let found: unknown = contract
  for (const key of object.$ref.split('/').slice(1)) found = (found as Record<string, unknown>)[key]
  if (found === undefined) throw new Error(`the contract has no ${object.$ref}`)
  return found as T
}

/** Every operation of the contract, with its references resolved. */
export const operations: Operation[] = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    ...operation,
    path,
    method: method.toUpperCase(),
    methodsAtPath: Object.keys(item).flatMap((one) => (one === 'get' ? ['GET', 'HEAD'] : [one.toUpperCase()])),
    parameters: (operation.parameters ?? []).map(resolve),
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, response]) => [status, withHeaders(resolve(response))]),
    ),
  })),
)

function withHeaders(response: ResponseObject): ResponseObject {
  return {
    ...response,
    headers: Object.fromEntries(
      Object.entries(response.headers ?? {}).map(([name, header]) => [name, resolve(header)]),
    ),
  }
}

/** Creates a zod schema from JSON Schema 2020-12, which OpenAPI 3.1 uses, with its definitions under `$defs`. */
export function validator(schema: SchemaObject): z.ZodType {
  const text = JSON.stringify({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...schema,
    $defs: contract.components.schemas,
  })
  return z.fromJSONSchema(
    JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as z.core.JSONSchema.JSONSchema,
    { registry: z.registry() },
  )
}

const validators = new Map<ContentObject, z.ZodType>()

/** Checks a response against the contract for its status: content type, body, headers. */
export function expectAsDocumented(operation: Operation, received: ReceivedResponse, { head = false } = {}): void {
  const response = operation.responses[String(received.status)]
  expect(
    response,
    `${operation.operationId} responded ${received.status}, which is not documented: ${received.text()}`,
  ).toBeDefined()
  expectHeaders(response!, received)
  const [type] = (received.headers['content-type'] ?? '').split(';')
  const content = response!.content?.[type ?? '']
  if (response!.content === undefined) expect([type, received.body.length]).toEqual(['', 0])
  else expect(Object.keys(response!.content)).toContain(type)
  if (content === undefined || head) return
  expectValid(content, type?.endsWith('json') ? received.json() : received.text())
}

export function expectValid(content: ContentObject, value: unknown): void {
  let schema = validators.get(content)
  if (schema === undefined) validators.set(content, (schema = validator(content.schema)))
  expect(schema.safeParse(value).error?.issues ?? []).toEqual([])
}

function expectHeaders(response: ResponseObject, received: ReceivedResponse): void {
  for (const [name, { required, schema }] of Object.entries(response.headers ?? {})) {
    const value = received.headers[name.toLowerCase()]
    if (required !== true && value === undefined) continue
    expect(value, `${name} of a ${received.status}`).toBeDefined()
    expect(
      validator(schema!).safeParse(schema!['type'] === 'integer' ? Number(value) : value).error?.issues ?? [],
    ).toEqual([])
  }
}
