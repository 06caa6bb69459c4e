import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** The address that a request is charged to: an IPv4 address, or the /64 network of an IPv6 address, the usual allocation to one customer. */
export type ClientAddress = (req: Pick<IncomingMessage, 'headers' | 'socket'>) => string

/**
 * The address that a request came from. `X-Forwarded-For` is trusted only as far as trusted proxies wrote it: it is read from the
 * right, and the first address that is not a trusted proxy is the client. Anything left of that could be forged.
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
      if (next === null) break // a trusted proxy wrote something that is no address: use the nearest known one
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

/** Without port, brackets or zone; `::ffff:192.0.2.1` as IPv4; null if the text is not an address. */
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

/** The last 32 bits may be written as IPv4: two groups, whose values do not matter here. */
function groupsOf(text: string): string[] {
  return text
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]))
}
