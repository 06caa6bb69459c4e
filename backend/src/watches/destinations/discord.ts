// Discord webhooks: https://discord.com/developers/docs/resources/webhook#execute-webhook
import { linesOf, type Line, type Message } from '../message.js'
import type { OutboundRequest } from '../outbound/outbound.js'

/** The description of an embed holds 4,096 characters. */
const limits = { lines: 20, size: 4_000 }
const maxTitle = 256

export function discordRequest(message: Message, url: string): OutboundRequest {
  const description = linesOf(message, limits, lineText)
  return {
    url,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      embeds: [{ title: message.watch.name.slice(0, maxTitle), description }],
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
