import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'
import type { Policy } from '../page/document-policy.js'

/** API responses are data: nothing in them may load or run anything. */
const dataPolicy: Policy = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }

/** The headers that helmet sets. They never change, so they are read once. Flat: name, value. */
export function securityHeaders(policy = dataPolicy): string[] {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  const apply = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: policy },
    crossOriginResourcePolicy: { policy: 'cross-origin' }, // the catalogue is public: pages of any origin may read it
    strictTransportSecurity: false, // set by the proxy that terminates TLS
  })
  apply(response.req, response, () => {})
  return Object.entries(response.getHeaders()).flatMap(([name, value]) => [name, String(value)])
}
