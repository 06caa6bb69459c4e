import type { z } from 'zod'
import type {
  ZodOpenApiContentObject,
  ZodOpenApiOperationObject,
  ZodOpenApiResponseObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi'
import * as response from './errors.js'

export interface OperationOptions {
  id: string
  tag: string
  summary: string
  description?: string
  answer: z.ZodType
  /** Of the answer; JSON where absent. */
  contentType?: string
  example: unknown
  /** Answers from the catalogue: with the freshness headers, 304, and 503 before there is one. */
  catalogue?: boolean
  /** Wants the admin token. */
  admin?: boolean
  query?: z.ZodObject
  path?: z.ZodObject
  body?: { schema: z.ZodType; example: unknown }
  /** What else 200 may hold, by content type. */
  also?: ZodOpenApiContentObject
  /** What else may go wrong, by status. */
  problems?: Readonly<Record<number, ZodOpenApiResponseObject>>
  /** Answered however much is asked: neither rate nor load refuses it. */
  always?: boolean
  /** Looks at nothing that could fail. */
  cannotFail?: boolean
}

export function operation(options: OperationOptions): ZodOpenApiOperationObject {
  const { id, tag, summary, description, catalogue, admin, query, path, body } = options
  const requestParams = {
    ...(query && { query }),
    ...(path && { path }),
    ...(catalogue && { header: response.conditions }),
  }
  return {
    operationId: id,
    summary,
    description: description ?? `${summary}.`,
    tags: [tag],
    ...(Object.keys(requestParams).length > 0 && { requestParams }),
    ...(body && { requestBody: { required: false, content: { 'application/json': body } } }),
    ...(admin && { security: [{ admin: [] }] }),
    responses: responsesOf(options),
  }
}

function responsesOf({
  summary,
  answer,
  contentType = 'application/json',
  example,
  also,
  catalogue,
  admin,
  query,
  problems,
  always,
  cannotFail,
}: OperationOptions): ZodOpenApiResponsesObject {
  return {
    200: {
      description: summary,
      headers: catalogue ? response.freshness : response.unkept,
      content: { [contentType]: { schema: answer, example }, ...also },
    },
    ...(catalogue && { 304: response.unchanged, 503: response.notReady }),
    400: query ? response.badQuery : response.noParameters,
    ...(admin && { 401: response.unauthorized, 403: response.forbidden }),
    405: response.methodNotAllowed,
    ...(!always && { 429: response.tooMany }),
    ...(!cannotFail && { 500: response.internalError }),
    ...(!always && !catalogue && { 503: response.overloaded }),
    ...problems,
  }
}
