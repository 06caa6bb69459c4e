// Which addresses messages may be sent to: public ones, and what WEBHOOK_ALLOW names.
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Hosts and networks that may be private, and may be reached by http. */
export interface AllowedTargets {
  hosts: ReadonlySet<string>
  networks: readonly Network[]
}

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Network = [Address, number]

/** Host names, addresses and networks such as `10.0.0.0/8`. @throws Error that names what is neither */
export function readAllowedTargets(entries: readonly string[]): AllowedTargets {
  const names = entries.filter((entry) => isHostName(entry))
  return {
    hosts: new Set(names.map((name) => name.toLowerCase())),
    networks: entries.filter((entry) => !names.includes(entry)).map(readNetwork),
  }
}

/** Why nothing may be sent to a host at an address; null if it may. `isSecure`: by https. */
export function refusalOf(
  { host, address, isSecure }: { host: string; address: string; isSecure: boolean },
  { hosts, networks }: AllowedTargets,
): string | null {
  const parsed = ipaddr.process(address) // an IPv4 address that is written as IPv6 becomes one
  if (hosts.has(host.toLowerCase()) || networks.some((network) => contains(network, parsed))) return null
  if (!isSecure) return 'http is only for hosts that WEBHOOK_ALLOW names; use https'
  if (parsed.range() === 'unicast') return null
  return `${host} has the address ${parsed.toString()}, which is not public (${parsed.range()}); WEBHOOK_ALLOW can permit it`
}

function contains([network, bits]: Network, address: Address): boolean {
  return network.kind() === address.kind() && (address as ipaddr.IPv6).match(network, bits)
}

function readNetwork(text: string): Network {
  const [address = ''] = text.split('/')
  if (isIP(address) === 0 || address.includes('%')) throw new Error(`${text} is no host, address or network`)
  if (text.includes('/')) {
    if (!ipaddr.isValidCIDR(text)) throw new Error(`${text} is no network`)
    return ipaddr.parseCIDR(text)
  }
  const parsed = ipaddr.parse(text)
  return [parsed, parsed.kind() === 'ipv4' ? 32 : 128]
}

/** Names have letters; `0x7f.1` and the like are addresses in disguise. */
function isHostName(text: string): boolean {
  const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
  return new RegExp(`^(?:${label}\\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?$`, 'i').test(text) && text.length <= 253
}
