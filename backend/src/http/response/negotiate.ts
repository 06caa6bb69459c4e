import Negotiator from 'negotiator'
import { compressions } from './compress.js'
import type { Encoding } from './cached-response.js'

/** The encodings that a client accepts, in the order in which to try them; empty where it accepts none of ours. */
export type EncodingsOf = (acceptEncoding: string | undefined) => readonly Encoding[]

const preferred: readonly Encoding[] = compressions
/** `*` comes from clients that mean gzip: zstd is for who names it. */
const widelyKnown: readonly Encoding[] = preferred.filter((encoding) => encoding !== 'zstd')
const anyEncoding: readonly Encoding[] = ['identity', ...preferred]
const remember = 100

/**
 * Reads Accept-Encoding (RFC 9110, 12.5.3). Without one everything is accepted, and the plain body is the safest.
 * Clients send few different headers: the first hundred are remembered.
 */
export function createEncodingsOf(): EncodingsOf {
  const remembered = new Map<string, readonly Encoding[]>()
  return (header) => {
    if (header === undefined) return anyEncoding
    let accepted = remembered.get(header)
    if (accepted === undefined) {
      accepted = acceptedBy(header)
      if (remembered.size < remember && header.length < 200) remembered.set(header, accepted)
    }
    return accepted
  }
}

function acceptedBy(header: string): readonly Encoding[] {
  const negotiator = new Negotiator({ headers: { 'accept-encoding': header } }) as unknown as PreferringNegotiator
  return negotiator.encodings([...(/zstd/i.test(header) ? preferred : widelyKnown), 'identity'], { preferred })
}

/** Since version 1.0 the server's preference decides between encodings that the client likes equally; the types do not know. */
interface PreferringNegotiator {
  encodings(available: readonly Encoding[], options: { preferred: readonly Encoding[] }): Encoding[]
}
