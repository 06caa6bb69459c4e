// Discord webhooks: https://discord.com/developers/docs/resources/webhook#execute-webhook
import { linesOf, type Line, type Message } from '../message.js'
import type { OutboundRequest } from '../outbound/outbound.js'

/** Of 4,096 characters in the description of an embed. */
const maxLines = 20
const maxDescription = 4_000
const maxTitle = 256

export function discordRequest(message: Message, url: string): OutboundRequest {
  const list = linesOf(message, maxLines).map(lineText).join('\n')
  return {
    url,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      embeds: [{ title: message.watch.name.slice(0, maxTitle), description: list.slice(0, maxDescription) }],
      // Names of models must not notify anybody.
      allowed_mentions: { parse: [] },
    }),
  }
}

function lineText({ text, link }: Line): string {
  return link === null ? `- ${escaped(text)}` : `- ${escaped(text)} [↗](<${link}>)`
}

function escaped(text: string): string {
  return text.replaceAll(/[\\*_~`|>[\]()#]/g, (character) => `\\${character}`)
}
