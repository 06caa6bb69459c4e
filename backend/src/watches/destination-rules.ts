import { isIP } from 'node:net'
import type { Destination } from '@modelkeep/catalog/contract/watches'
import { refusalOf, type AllowedTargets } from './outbound/allowed-targets.js'
import { topicOf } from './destinations/ntfy.js'
import { secretProblem } from './destinations/webhook.js'
import { WatchRefused } from './watch-refused.js'

export interface DestinationRules {
  allowed: AllowedTargets
  /** Whether there is an SMTP_URL. */
  hasMail: boolean
}

/** What can be told of a destination without connecting to it. @throws WatchRefused */
export function refuseDestination(destination: Destination, { allowed, hasMail }: DestinationRules): void {
  if (destination.type === 'email') {
    if (!hasMail) throw new WatchRefused(409, 'destination: e-mail needs SMTP_URL, which is not set')
    return
  }
  refuseUrl(destination.url, allowed)
  if (destination.type === 'ntfy') refuseNtfy(destination)
  const problem =
    destination.type === 'webhook' && destination.secret !== undefined ? secretProblem(destination.secret) : null
  if (problem !== null) throw new WatchRefused(400, `destination.secret: ${problem}`)
}

function refuseNtfy({ url, token }: Destination & { type: 'ntfy' }): void {
  const { pathname, search } = new URL(url)
  if (search !== '')
    throw new WatchRefused(400, 'destination.url: must have no query; give an access token as destination.token')
  if (topicOf(pathname) === null)
    throw new WatchRefused(400, 'destination.url: must name a topic, such as https://ntfy.sh/my-topic')
  if (token !== undefined && !/^[\x21-\x7E]+$/.test(token))
    throw new WatchRefused(400, 'destination.token: must be printable ASCII without spaces (its value is not shown)')
}

function refuseUrl(text: string, allowed: AllowedTargets): void {
  const refuse = (problem: string): never => {
    throw new WatchRefused(400, `destination.url: ${problem} (its value is not shown)`)
  }
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) refuse('must be an https:// URL')
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') refuse('must not contain a user or password')
  const host = hostname.replace(/^\[|\]$/g, '')
  const isAddress = isIP(host) !== 0
  const isSecure = protocol === 'https:'
  if (!isAddress && isSecure) return
  // A name may be in an allowed network; that is checked when connecting.
  if (!isAddress && (allowed.hosts.has(host.toLowerCase()) || allowed.networks.length > 0)) return
  const problem = isAddress
    ? refusalOf({ host, address: host, isSecure }, allowed)
    : 'http is only for hosts that WEBHOOK_ALLOW names; use https'
  if (problem !== null) refuse(problem)
}
