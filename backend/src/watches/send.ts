// Sends one message to its destination, once.
import type { Watch } from '@modelkeep/catalog/contract/watches'
import { validSigningSecrets, type DestinationSecrets } from './destination-secrets.js'
import { discordRequest } from './destinations/discord.js'
import type { SendMail } from './destinations/email.js'
import { ntfyRequest } from './destinations/ntfy.js'
import { slackRequest } from './destinations/slack.js'
import { webhookRequest } from './destinations/webhook.js'
import type { Message } from './message.js'
import { firstLineOf } from './outbound/first-line.js'
import type { Outbound, OutboundRequest } from './outbound/outbound.js'
import { OutboundError } from './outbound/outbound-error.js'
import { redact } from './redact.js'
import { SecretUnreadable, type SecretBox } from './secret-box.js'

export interface SendResult {
  ok: boolean
  /** The HTTP status; null: there was no HTTP response. */
  status: number | null
  retryAfter: string | null
  /** The first line of the response, or why there was none. */
  detail: string
}

/** Never rejects because of the destination. */
export type Send = (message: Message, destination: Watch['destination'], sealed: Buffer | null) => Promise<SendResult>

export interface SenderParts {
  outbound: Outbound
  /** null: there is no SMTP_URL. */
  sendMail: SendMail | null
  /** null: there is no WATCH_SECRET_KEY. */
  box: SecretBox | null
}

export function createSender({ outbound, sendMail, box }: SenderParts): Send {
  return async (message, destination, sealed) => {
    try {
      const secrets = openSecrets(box, sealed)
      if (destination.type === 'email') return await mail(sendMail, message, destination.target)
      const { status, retryAfter, body } = await outbound.post(requestFor(message, destination, secrets))
      const isSuccess = status >= 200 && status < 300
      const isRedirect = status >= 300 && status < 400
      const detail = isRedirect ? 'a redirect, which is not followed' : firstLineOf(redact(body, secrets))
      return { ok: isSuccess, status, retryAfter, detail }
    } catch (error) {
      if (error instanceof OutboundError || error instanceof SecretUnreadable)
        return { ok: false, status: null, retryAfter: null, detail: error.message }
      throw error
    }
  }
}

function openSecrets(box: SecretBox | null, sealed: Buffer | null): DestinationSecrets {
  if (sealed === null) return {}
  if (box === null) throw new OutboundError('WATCH_SECRET_KEY is not set, so the secrets of the watch cannot be read')
  return JSON.parse(box.open(sealed)) as DestinationSecrets
}

function requestFor(
  message: Message,
  { type, target }: Watch['destination'],
  secrets: DestinationSecrets,
): OutboundRequest {
  const { url = target, token = null } = secrets
  switch (type) {
    case 'webhook':
      return webhookRequest(message, url, validSigningSecrets(secrets, message.sentAt))
    case 'slack':
      return slackRequest(message, url)
    case 'discord':
      return discordRequest(message, url)
    default:
      return ntfyRequest(message, url, token)
  }
}

async function mail(sendMail: SendMail | null, message: Message, to: string): Promise<SendResult> {
  if (sendMail === null) throw new OutboundError('SMTP_URL is not set, so no mail can be sent')
  return { ok: true, status: null, retryAfter: null, detail: await sendMail(message, to) }
}
