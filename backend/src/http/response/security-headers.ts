import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'
import type { Policy } from '../page/document-policy.js'

/** Answers of the API are data: nothing in them may load or run anything. */
const dataPolicy: Policy = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }

/**
 * The headers that helmet sets, read off it once: they are the same for every answer of a kind, and so can be written from a
 * ready list on the hot path too. Flat: name, value, name, value.
 */
export function securityHeaders(policy = dataPolicy): string[] {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  const apply = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: policy },
    crossOriginResourcePolicy: { policy: 'cross-origin' }, // the catalogue is public: pages of any origin may read it
    strictTransportSecurity: false, // for the proxy that ends TLS to say
  })
  apply(response.req, response, () => {})
  return Object.entries(response.getHeaders()).flatMap(([name, value]) => [name, String(value)])
}
