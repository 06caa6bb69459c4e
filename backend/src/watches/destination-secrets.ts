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

/** The URLs of Slack and Discord are secrets themselves, and those of webhooks may be. */
export function splitDestination(destination: Destination): SplitDestination {
  const { type } = destination
  if (type === 'email') return { shown: { type, target: destination.to }, secrets: null, newSecret: null }
  const { url } = destination
  const target = new URL(url).origin
  if (type === 'webhook') {
    const secret = destination.secret ?? newWebhookSecret()
    return { shown: { type, target }, secrets: { url, signing: [{ secret, until: null }] }, newSecret: secret }
  }
  if (type === 'ntfy' && destination.token === undefined)
    return { shown: { type, target: url }, secrets: null, newSecret: null }
  const token = type === 'ntfy' ? { token: destination.token! } : {}
  return { shown: { type, target }, secrets: { url, ...token }, newSecret: null }
}

const rotationMs = 24 * 3_600_000

/** The new secret first; the old one is valid for another 24 hours. */
export function rotatedSecrets(
  secrets: DestinationSecrets,
  now: number,
): { secrets: DestinationSecrets; newSecret: string } {
  const newSecret = newWebhookSecret()
  const [current] = secrets.signing ?? []
  const old = current === undefined ? [] : [{ secret: current.secret, until: now + rotationMs }]
  return { secrets: { ...secrets, signing: [{ secret: newSecret, until: null }, ...old] }, newSecret }
}

export function validSigningSecrets({ signing = [] }: DestinationSecrets, now: number): string[] {
  return signing.filter(({ until }) => until === null || until > now).map(({ secret }) => secret)
}
