/** Requests to a running service. Its URL may have a path, and userinfo, which is sent as Basic authorization and never shown. */
import { SourceError } from './model-source.js'

export interface ServiceClient {
  /** Without credentials. */
  base: string
  /** @throws SourceError if there is no response */
  send(path: string, request?: ServiceRequest): Promise<ServiceResponse>
}

export interface ServiceRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Sent as a bearer token. */
  token?: string | null
  /** A body in JSON. */
  json?: string
  timeoutMs?: number
}

export interface ServiceResponse {
  ok: boolean
  status: number
  headers: Headers
  body: string
}

const defaultTimeoutMs = 20_000
const maxDetail = 300

/** @throws SourceError for a URL that is not one */
export function createServiceClient(url: string): ServiceClient {
  const { base, headers } = parseServiceUrl(url)
  return {
    base,
    send: async (path, { method = 'GET', token = null, json, timeoutMs = defaultTimeoutMs } = {}) => {
      try {
        // The signal is a deadline over the whole exchange, body included.
        const response = await fetch(base + path, {
          method,
          headers: {
            accept: 'application/json',
            ...headers,
            ...(token !== null && { authorization: `Bearer ${token}` }),
            ...(json !== undefined && { 'content-type': 'application/json' }),
          },
          ...(json !== undefined && { body: json }),
          signal: AbortSignal.timeout(timeoutMs),
        })
        const { ok, status, headers: received } = response
        return { ok, status, headers: received, body: await response.text() }
      } catch (error) {
        throw new SourceError(`${base} does not respond: ${reasonOf(error, timeoutMs)}`, { cause: error })
      }
    },
  }
}

/** The error of a response that is not a success. */
export function refusal({ base }: ServiceClient, { status, body }: ServiceResponse): SourceError {
  return new SourceError(`${base} responded with ${status}: ${refusalDetail(body)}`)
}

function parseServiceUrl(url: string): { base: string; headers: Record<string, string> } {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new SourceError('the URL of the service must start with http:// or https:// (its value is not shown)')
  const { username, password, origin, pathname } = new URL(url)
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    base: origin + pathname.replace(/\/+$/, ''),
    headers: credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `timeout after ${timeoutMs / 1000} s`
  const cause = error.cause as { code?: string; message?: string; errors?: { message: string }[] } | undefined
  return cause?.errors?.[0]?.message || cause?.message || cause?.code || error.message
}

/** The detail of a problem document; otherwise the start of the body, on one line. */
export function refusalDetail(body: string): string {
  try {
    const { detail, title } = JSON.parse(body) as { detail?: unknown; title?: unknown }
    if (typeof detail === 'string' || typeof title === 'string') return String(detail ?? title).slice(0, maxDetail)
  } catch {
    // not JSON
  }
  return body.replaceAll(/\s+/g, ' ').slice(0, maxDetail)
}
