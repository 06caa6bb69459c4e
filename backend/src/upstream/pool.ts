import type { Dispatcher } from 'undici'
import type { UpstreamProxy } from './proxy.js'

/** undici is loaded lazily: loading it would delay the start, and the first response does not need it. */
export async function openPool(
  origin: string,
  timeoutMs: number,
  connections: number,
  proxy: UpstreamProxy | undefined,
): Promise<Dispatcher> {
  const undici = await import('undici')
  const settings = {
    connections,
    connect: { timeout: timeoutMs },
    // Replaced by our single deadline: undici restarts these timeouts with each byte.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  if (proxy === undefined) return new undici.Pool(origin, settings)
  const { http = '', https = http, no = '' } = proxy // an empty text keeps undici from reading the environment
  return new undici.EnvHttpProxyAgent({
    ...settings,
    proxyTls: { timeout: timeoutMs },
    httpProxy: http,
    httpsProxy: https,
    noProxy: no,
  })
}
