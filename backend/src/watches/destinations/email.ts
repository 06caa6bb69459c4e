// E-mail, by the server that SMTP_URL names.
import type { Transporter } from 'nodemailer'
import type { Clock } from '../../lib/clock.js'
import { withinDeadline } from '../outbound/deadline.js'
import { firstLineOf } from '../outbound/first-line.js'
import { linesOf, titleOf, type Message } from '../message.js'
import { OutboundError } from '../outbound/outbound-error.js'
import { senderOf } from './sender.js'

/** Sends one mail. @throws OutboundError */
export type SendMail = (message: Message, to: string) => Promise<string>

const limits = { lines: 200, size: 100_000 }

/** `url`: smtp:// or smtps://, with the sender as `?from=`, or else as its user. */
export function createMailer(url: string, clock: Clock): { send: SendMail; close: () => void } {
  let transport: Transporter | null = null
  return {
    send: async (message, to) => {
      transport ??= await createTransport(url)
      const mail = {
        to,
        subject: titleOf(message),
        text: bodyOf(message),
        messageId: `<${message.id}@modelkeep>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      }
      try {
        const sent = await withinDeadline(clock, (signal) => transport!.sendMail({ ...mail, signal }))
        return firstLineOf((sent as { response: string }).response)
      } catch (error) {
        if (error instanceof OutboundError) throw error
        const { code, responseCode } = error as { code?: string; responseCode?: number }
        throw new OutboundError(`the mail server refused the message (${responseCode ?? code ?? 'no code'})`, {
          cause: error,
        })
      }
    },
    close: () => transport?.close(),
  }
}

/** The library is loaded with the first mail. */
async function createTransport(url: string): Promise<Transporter> {
  const nodemailer = await import('nodemailer')
  const server = new URL(url)
  server.searchParams.delete('from')
  return nodemailer.createTransport(server.href, { from: senderOf(url) ?? undefined })
}

function bodyOf(message: Message): string {
  const list = linesOf(message, limits, ({ text, link }) => (link === null ? `- ${text}` : `- ${text}\n  ${link}`))
  return `${list}\n\nFrom the Modelkeep watch “${message.watch.name}”.`
}
