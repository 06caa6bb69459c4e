// E-mail, by the server that SMTP_URL names.
import type { Transporter } from 'nodemailer'
import { firstLineOf } from '../first-line.js'
import { linesOf, titleOf, type Message } from '../message.js'
import { OutboundError } from '../outbound.js'
import { senderOf } from './sender.js'

/** Sends one mail. @throws OutboundError */
export type SendMail = (message: Message, to: string) => Promise<string>

const maxLines = 200
const timeoutMs = 10_000

/** `url`: smtp:// or smtps://, with the sender as `?from=`, or else as its user. */
export function createMailer(url: string): { send: SendMail; close: () => void } {
  let transport: Transporter | null = null
  return {
    send: async (message, to) => {
      transport ??= await createTransport(url)
      try {
        const { response } = (await transport.sendMail({
          to,
          subject: titleOf(message),
          text: bodyOf(message),
          messageId: `<${message.id}@modelkeep>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })) as { response: string }
        return firstLineOf(response)
      } catch (error) {
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
  return nodemailer.createTransport(withTimeouts(url), { from: senderOf(url) ?? undefined })
}

function withTimeouts(url: string): string {
  const parsed = new URL(url)
  for (const name of ['connectionTimeout', 'greetingTimeout', 'socketTimeout'])
    if (!parsed.searchParams.has(name)) parsed.searchParams.set(name, String(timeoutMs))
  parsed.searchParams.delete('from')
  return parsed.href
}

function bodyOf(message: Message): string {
  const list = linesOf(message, maxLines).map(({ text, link }) =>
    link === null ? `- ${text}` : `- ${text}\n  ${link}`,
  )
  return [...list, '', `From the Modelkeep watch “${message.watch.name}”.`].join('\n')
}
