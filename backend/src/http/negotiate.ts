import Negotiator from 'negotiator'
import type { Encoding, Entry } from './entry.js'

export type EncodingChooser = (entry: Entry, acceptEncoding: string | undefined) => Encoding

const preferred: Encoding[] = ['br', 'gzip']
const remember = 100

/**
 * Chooses the best encoding of an entry that the client accepts (RFC 9110, 12.5.3); where it accepts none, the plain one.
 * Clients send few different headers: the first hundred are remembered.
 */
export function createEncodingChooser(): EncodingChooser {
  const known = new Map<string, Encoding[]>()
  return (entry, header) => {
    if (entry.bodies.size === 1 || header === undefined) return 'identity'
    let accepted = known.get(header)
    if (accepted === undefined) {
      accepted = acceptedBy(header)
      if (known.size < remember && header.length < 200) known.set(header, accepted)
    }
    return accepted.find((encoding) => entry.bodies.has(encoding)) ?? 'identity'
  }
}

function acceptedBy(header: string): Encoding[] {
  const negotiator = new Negotiator({ headers: { 'accept-encoding': header } }) as unknown as PreferringNegotiator
  return negotiator.encodings([...preferred, 'identity'], { preferred })
}

/** Since version 1.0 the server's preference decides between encodings that the client likes equally; the types do not know. */
interface PreferringNegotiator {
  encodings(available: Encoding[], options: { preferred: Encoding[] }): Encoding[]
}
