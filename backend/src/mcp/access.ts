/**
 * Who may use `/mcp` from a browser. The MCP specification requires servers to check `Origin`, against DNS rebinding: a page of someone
 * else whose host name is made to point to this machine.
 */
import { isIP } from 'node:net'
import type { IncomingHttpHeaders } from 'node:http'
import { HttpProblem } from '../http/response/problem.js'

export interface AccessOptions {
  /** The address that the service listens on. */
  host: string
  allowedOrigins: '*' | readonly string[]
}

/** @throws HttpProblem 403 */
export type CheckAccess = (headers: Pick<IncomingHttpHeaders, 'host' | 'origin'>) => void

/**
 * A service on loopback is reached by an address, by `localhost`, or by a name in `allowedOrigins`: any other `Host` is refused. An
 * `Origin` must be that of the service itself, or allowed. On loopback `*` allows pages of this machine only.
 */
export function createAccessCheck({ host, allowedOrigins }: AccessOptions): CheckAccess {
  const onLoopback = isLoopback(host)
  const listed = allowedOrigins === '*' ? [] : allowedOrigins
  const names = new Set([host, ...listed.map((origin) => new URL(origin).hostname)])

  const isOwnHost = (name: string): boolean => !onLoopback || isAddress(name) || name === 'localhost' || names.has(name)

  function isAllowed(origin: URL, ownHost: string): boolean {
    if (origin.host === ownHost || listed.includes(origin.origin)) return true
    return allowedOrigins === '*' && (!onLoopback || isLoopback(origin.hostname))
  }

  return ({ host: hostHeader, origin }) => {
    const own = parse(`http://${hostHeader ?? ''}`)
    if (own === null || !isOwnHost(own.hostname))
      throw new HttpProblem(
        403,
        'the Host header is not a name of this service; if it is one, add its origin to ALLOWED_ORIGINS',
      )
    if (origin === undefined) return
    const from = parse(origin)
    if (from === null || !isAllowed(from, hostOf(own, from)))
      throw new HttpProblem(403, 'the Origin header is not that of this service, nor in ALLOWED_ORIGINS')
  }
}

/** The host of the service as an origin of this scheme has it: without the scheme's own port. */
function hostOf({ host }: URL, { protocol }: URL): string {
  return parse(`${protocol}//${host}`)?.host ?? host
}

function parse(url: string): URL | null {
  if (!URL.canParse(url)) return null
  const parsed = new URL(url)
  return parsed.hostname === '' || !/^https?:$/.test(parsed.protocol) ? null : parsed
}

/** A name must be resolved, and so can be rebound; an address cannot. */
function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
