import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'

/**
 * The headers that helmet sets, read off it once: they are the same for every answer, and so can be written from a ready
 * list on the hot path too. Flat: name, value, name, value.
 */
export function securityHeaders(): string[] {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  const apply = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginResourcePolicy: { policy: 'cross-origin' }, // the catalogue is public: pages of any origin may read it
    strictTransportSecurity: false, // for the proxy that ends TLS to say
  })
  apply(response.req, response, () => {})
  return Object.entries(response.getHeaders()).flatMap(([name, value]) => [name, String(value)])
}
