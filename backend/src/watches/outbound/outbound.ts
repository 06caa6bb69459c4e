/**
 * Sends messages to where watches say, which may be anywhere. Addresses are checked when connecting, so that a name that resolves to
 * another address later is of no use. No redirects, 10 s in total, at most 64 KB of the response.
 */
import { lookup as lookUp, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { Agent, Dispatcher } from 'undici'
import { loadOnce } from '../../lib/load-once.js'
import type { Clock } from '../../lib/clock.js'
import { refusalOf, type AllowedTargets } from './allowed-targets.js'
import { attemptMs, withinDeadline } from './deadline.js'
import { OutboundError } from './outbound-error.js'

export interface OutboundRequest {
  url: string
  headers: Readonly<Record<string, string>>
  body: string
}

export interface OutboundResponse {
  status: number
  /** In seconds or as a date, as sent. */
  retryAfter: string | null
  /** At most the first 64 KB, decoded as UTF-8. It may hold what the request held. */
  body: string
}

export interface Outbound {
  /** @throws OutboundError */
  post(message: OutboundRequest): Promise<OutboundResponse>
  close(): Promise<void>
}

export interface OutboundOptions {
  allowed: AllowedTargets
  clock: Clock
  /** Looks up all addresses of a name; for tests. */
  resolve?: (host: string) => Promise<LookupAddress[]>
}

const maxBodyBytes = 64 * 1024

export function createOutbound({ allowed, clock, resolve = resolveHost }: OutboundOptions): Outbound {
  const client = loadOnce(async () => {
    const undici = await import('undici')
    const agentFor = (isSecure: boolean): Agent => createAgent(undici, checkedLookup({ allowed, isSecure, resolve }))
    return { request: undici.request, secure: agentFor(true), insecure: agentFor(false) }
  })
  return {
    post: async ({ url, headers, body }) => {
      const target = new URL(url)
      const isSecure = target.protocol === 'https:'
      refuseLiteral(target, isSecure, allowed)
      try {
        return await withinDeadline(clock, async (signal) => {
          const { request, secure, insecure } = await client.get()
          const dispatcher = isSecure ? secure : insecure
          return answer(await request(target, { dispatcher, method: 'POST', headers, body, signal }))
        })
      } catch (error) {
        throw asOutboundError(error)
      }
    },
    close: async () => {
      const { secure, insecure } = (await client.started()) ?? {}
      await Promise.all([secure?.destroy(), insecure?.destroy()])
    },
  }
}

/** Without redirects: undici follows none unless it is told to. */
function createAgent(undici: Pick<typeof import('undici'), 'Agent'>, lookup: LookupFunction): Agent {
  return new undici.Agent({
    connect: { lookup, timeout: attemptMs },
    pipelining: 1,
    keepAliveTimeout: 1_000,
  })
}

/** An address in the URL is never looked up. */
function refuseLiteral({ hostname }: URL, isSecure: boolean, allowed: AllowedTargets): void {
  const host = hostname.replace(/^\[|\]$/g, '')
  const refusal = isIP(host) === 0 ? null : refusalOf({ host, address: host, isSecure }, allowed)
  if (refusal !== null) throw new OutboundError(refusal)
}

/** Every address of the name must be allowed: it is not known which one is connected to. */
function checkedLookup({
  allowed,
  isSecure,
  resolve,
}: Required<Pick<OutboundOptions, 'allowed' | 'resolve'>> & { isSecure: boolean }): LookupFunction {
  return (host, { all }, settle) => {
    resolve(host).then(
      (addresses) => {
        const refusals = addresses.map(({ address }) => refusalOf({ host, address, isSecure }, allowed))
        const [first] = addresses
        const refusal = refusals.find((one) => one !== null) ?? null
        if (first === undefined) settle(new OutboundError(`${host} has no address`), '', 0)
        else if (refusal !== null) settle(new OutboundError(refusal), '', 0)
        else if (all === true) settle(null, addresses)
        else settle(null, first.address, first.family)
      },
      () => settle(new OutboundError(`the host ${host} is not known`), '', 0),
    )
  }
}

function resolveHost(host: string): Promise<LookupAddress[]> {
  return new Promise((found, failed) =>
    lookUp(host, { all: true, verbatim: true }, (error, addresses) => (error ? failed(error) : found(addresses))),
  )
}

/** Reads the start of the body, and drops the connection if there is more. The status counts, also if the body is cut off. */
async function answer({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<OutboundResponse> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= maxBodyBytes) break // leaving the loop destroys the body
    }
  } catch {
    // It was too slow, or the connection was lost.
  }
  const [retryAfter = null] = [headers['retry-after'] ?? []].flat()
  return { status: statusCode, retryAfter, body: Buffer.concat(chunks).toString('utf8') }
}

function asOutboundError(error: unknown): OutboundError {
  if (error instanceof OutboundError) return error
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown[] }
  const inner = cause ?? errors?.[0]
  if (inner instanceof Error) return asOutboundError(inner)
  const known = reasons[String(code)]
  return new OutboundError(known ?? `the request failed (${typeof code === 'string' ? code : 'no code'})`, {
    cause: error,
  })
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was closed before a response arrived',
  UND_ERR_CONNECT_TIMEOUT: 'the connection could not be made in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the connection could not be made in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
}
