// Standard Webhooks 1.0: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { createHmac, randomBytes } from 'node:crypto'
import { itemText } from '@modelkeep/catalog/watches/item-text'
import { titleOf, type Message } from '../message.js'
import type { OutboundRequest } from '../outbound/outbound.js'

const prefix = 'whsec_'
const secretBytes = 32
const shortest = 24
const longest = 64

export function newWebhookSecret(): string {
  return prefix + randomBytes(secretBytes).toString('base64')
}

/** Why a text is no secret; null if it is one. The text is not part of the reason. */
export function secretProblem(secret: string): string | null {
  const key = secret.slice(prefix.length)
  const bytes = Buffer.from(key, 'base64')
  const isSecret =
    secret.startsWith(prefix) &&
    bytes.toString('base64').replaceAll('=', '') === key.replaceAll('=', '') &&
    bytes.length >= shortest &&
    bytes.length <= longest
  return isSecret ? null : `must be ${prefix} and ${shortest} to ${longest} bytes in base64 (its value is not shown)`
}

/** Signed with each secret: two while one replaces the other. */
export function webhookRequest(message: Message, url: string, secrets: readonly string[]): OutboundRequest {
  const { id, kind, sentAt, createdAt, watch, items } = message
  const body = JSON.stringify({
    type: kind,
    timestamp: new Date(createdAt).toISOString(),
    data: {
      watch,
      text: titleOf(message),
      items: items.map((item) => ({ ...item, text: itemText(item) })),
    },
  })
  const timestamp = String(Math.floor(sentAt / 1000))
  return {
    url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Modelkeep',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': secrets.map((secret) => `v1,${signature(secret, `${id}.${timestamp}.${body}`)}`).join(' '),
    },
    body,
  }
}

function signature(secret: string, content: string): string {
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  return createHmac('sha256', key).update(content).digest('base64')
}
