// What of a destination may be shown, and what is stored encrypted.
import type { Destination, Watch } from '@modelkeep/catalog/contract/watches'
import { newWebhookSecret } from './destinations/webhook.js'

/** All that a message needs beside what may be shown. */
export interface DestinationSecrets {
  url?: string
  /** Of a webhook, the newest first; `until`: Unix milliseconds, null for the current one. */
  signing?: readonly { secret: string; until: number | null }[]
  token?: string
}

export interface SplitDestination {
  shown: Watch['destination']
  /** null: nothing is secret. */
  secrets: DestinationSecrets | null
  /** The secret of a webhook, to be shown once. */
  newSecret: string | null
}

/**
 * The URLs of Slack and Discord are secrets themselves, and those of webhooks may be. `signing`: the secrets that a webhook keeps unless it
 * is given another one.
 */
export function splitDestination(
  destination: Destination,
  signing: DestinationSecrets['signing'] = [],
): SplitDestination {
  const { type } = destination
  if (type === 'email') return { shown: { type, target: destination.to }, secrets: null, newSecret: null }
  const { url } = destination
  const target = new URL(url).origin
  if (type === 'webhook') {
    if (destination.secret === undefined && signing.length > 0)
      return { shown: { type, target }, secrets: { url, signing }, newSecret: null }
    const secret = destination.secret ?? newWebhookSecret()
    return { shown: { type, target }, secrets: { url, signing: [{ secret, until: null }] }, newSecret: secret }
  }
  if (type === 'ntfy' && destination.token === undefined)
    return { shown: { type, target: url }, secrets: null, newSecret: null }
  const token = type === 'ntfy' ? { token: destination.token! } : {}
  return { shown: { type, target }, secrets: { url, ...token }, newSecret: null }
}

const rotationMs = 24 * 3_600_000

/** The new secret first; the old one is valid for another 24 hours, and those from before it for as long as they were. */
export function rotatedSecrets(
  secrets: DestinationSecrets,
  now: number,
): { secrets: DestinationSecrets; newSecret: string } {
  const newSecret = newWebhookSecret()
  const old = (secrets.signing ?? [])
    .filter(({ until }) => until === null || until > now)
    .map(({ secret, until }) => ({ secret, until: until ?? now + rotationMs }))
  return { secrets: { ...secrets, signing: [{ secret: newSecret, until: null }, ...old] }, newSecret }
}

export function validSigningSecrets({ signing = [] }: DestinationSecrets, now: number): string[] {
  return signing.filter(({ until }) => until === null || until > now).map(({ secret }) => secret)
}
