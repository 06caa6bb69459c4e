import Negotiator from 'negotiator'
import type { Encoding } from './cached-response.js'
import { compressions } from './compress.js'

/** The encodings that a client accepts, best first; empty if it accepts none of ours. */
export type EncodingsOf = (acceptEncoding: string | undefined) => readonly Encoding[]

const preferred: readonly Encoding[] = compressions
/** Clients that send `*` mean gzip, so zstd is only for those that name it. */
const widelySupported: readonly Encoding[] = preferred.filter((encoding) => encoding !== 'zstd')
const anyEncoding: readonly Encoding[] = ['identity', ...preferred]
const maxMemoised = 100
const maxMemoisedLength = 200

/**
 * Parses Accept-Encoding (RFC 9110, 12.5.3). Without the header everything is acceptable, and the identity body is the safest. Few
 * different headers occur, so the first hundred are memoised.
 */
export function createEncodingsOf(): EncodingsOf {
  const memoised = new Map<string, readonly Encoding[]>()
  return (header) => {
    if (header === undefined) return anyEncoding
    let accepted = memoised.get(header)
    if (accepted === undefined) {
      accepted = acceptedBy(header)
      if (memoised.size < maxMemoised && header.length < maxMemoisedLength) memoised.set(header, accepted)
    }
    return accepted
  }
}

function acceptedBy(header: string): readonly Encoding[] {
  const negotiator = new Negotiator({ headers: { 'accept-encoding': header } }) as unknown as PreferringNegotiator
  return negotiator.encodings([...(/zstd/i.test(header) ? preferred : widelySupported), 'identity'], { preferred })
}

/** Since version 1.0 the server's preference breaks ties; the type declarations lack that. */
interface PreferringNegotiator {
  encodings(available: readonly Encoding[], options: { preferred: readonly Encoding[] }): Encoding[]
}
