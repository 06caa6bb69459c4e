import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { readContract, type ContentObject, type Operation, type ResponseObject } from './contract.js'
import type { GeneratedRequest } from './generated-requests.js'
import type { ReceivedResponse } from './http-client.js'

/** Headers that only some responses have. */
const optional = new Set(['RateLimit', 'RateLimit-Policy'])

/** Checks responses against the contract with a JSON Schema validator that the program itself does not use. */
export function createJudge(): (
  operation: Operation,
  request: GeneratedRequest,
  received: ReceivedResponse,
) => string[] {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema({ $id: 'contract', ...readContract() })
  const known = new Map<object, ValidateFunction>()
  const complaintsOf = (schema: object, value: unknown): string[] => {
    let validate = known.get(schema)
    if (validate === undefined)
      known.set(
        schema,
        (validate = ajv.compile(
          JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"contract#/components')) as object,
        )),
      )
    return validate(value)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }

  function ofHeaders(response: ResponseObject, received: ReceivedResponse): string[] {
    return Object.entries(response.headers ?? {}).flatMap(([name, { required, schema }]) => {
      const value = received.headers[name.toLowerCase()]
      if (value === undefined) return required !== true || optional.has(name) ? [] : [`the header ${name} is missing`]
      return complaintsOf(schema!, schema!['type'] === 'integer' ? Number(value) : value).map(
        (complaint) => `the header ${name}${complaint}`,
      )
    })
  }

  function ofBody(
    content: Record<string, ContentObject> | undefined,
    received: ReceivedResponse,
    isHead: boolean,
  ): string[] {
    const [type = ''] = (received.headers['content-type'] ?? '').split(';')
    if (content === undefined) return received.body.length > 0 ? ['there is a body'] : []
    const one = content[type]
    if (one === undefined) return [`the content type ${type} is not in the contract`]
    if (isHead) return received.body.length > 0 ? ['there is a body'] : []
    return complaintsOf(one.schema, type.endsWith('json') ? received.json() : received.text())
  }

  return (operation, { wrong, method }, received) => {
    const { status } = received
    const response = operation.responses[String(status)]
    if (method === 'OPTIONS')
      return status === 204 && received.headers.allow !== undefined ? [] : [`OPTIONS responded ${status}`]
    if (response === undefined) return [`${status} is not in the contract`]
    const serverFault = status >= 500 && status !== 501 ? [`a ${status}: ${received.text()}`] : []
    return [
      ...serverFault,
      ...ofWrong(wrong, operation.responses, status),
      ...ofHeaders(response, received),
      ...ofBody(response.content, received, method === 'HEAD'),
    ]
  }
}

/** An invalid request must be rejected. Either of two faults may be reported: the path may lead nowhere as well. */
function ofWrong(wrong: GeneratedRequest['wrong'], responses: object, status: number): string[] {
  const expected: Readonly<Record<NonNullable<typeof wrong>, readonly number[]>> = {
    query: '400' in responses ? [400, 404] : [501],
    path: [400, 404],
    method: [405],
    body: [400, 413, ...('406' in responses ? [403, 406] : [])], // /mcp looks at Origin and Accept first
    token: [401],
  }
  return wrong === null || expected[wrong].includes(status)
    ? []
    : [`the ${wrong} is invalid, but the status is ${status}`]
}
