import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Whom a request counts for: an IPv4 address, or the /64 network of an IPv6 address, which is what one customer is given. */
export type ClientAddress = (req: Pick<IncomingMessage, 'headers' | 'socket'>) => string

/**
 * The address that a request came from. `X-Forwarded-For` is believed only as far as it was written by the proxies named: it is read
 * from the right, and the first address that is none of them is the client. Whatever stands left of that anybody could have written.
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = new BlockList()
  for (const proxy of trustedProxies) trust(trusted, proxy)
  const isTrusted = (address: string): boolean => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return ({ headers, socket }) => {
    let address = plainAddress(socket.remoteAddress ?? '')
    if (address === null) return 'unknown'
    if (trustedProxies.length === 0 || !isTrusted(address)) return addressKey(address)
    for (const hop of String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .toReversed()) {
      const next = plainAddress(hop.trim())
      if (next === null) break // what a trusted proxy says that is no address: the nearest one that is known
      address = next
      if (!isTrusted(address)) break
    }
    return addressKey(address)
  }
}

function trust(list: BlockList, proxy: string): void {
  const [address = '', bits] = proxy.split('/')
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (bits === undefined) list.addAddress(address, family)
  else list.addSubnet(address, Number(bits), family)
}

/** Without port, brackets or zone, and IPv4 as such also where it comes as `::ffff:192.0.2.1`; null for what is no address. */
function plainAddress(text: string): string | null {
  const bare =
    /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? (/^[\d.]+:\d+$/.test(text) ? text.slice(0, text.indexOf(':')) : text)
  const [address = ''] = bare.split('%')
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (mapped !== undefined && isIP(mapped) === 4) return mapped
  return isIP(address) === 0 ? null : address
}

function addressKey(address: string): string {
  return isIP(address) === 6 ? `${network64(address)}::/64` : address
}

/** The first four groups of an IPv6 address (RFC 4291, 2.2), without leading zeros. */
function network64(address: string): string {
  const [head = '', tail] = address.split('::')
  const left = groupsOf(head)
  const right = groupsOf(tail ?? '')
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

/** The last 32 bits may be written as an IPv4 address: two groups, which ones does not matter here. */
function groupsOf(text: string): string[] {
  return text
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]))
}
