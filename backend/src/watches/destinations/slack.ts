// Slack incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
import { linesOf, titleOf, type Line, type Message } from '../message.js'
import type { OutboundRequest } from '../outbound/outbound.js'

/** A section holds 3,000 characters, of them up to 500 for the name of the watch in bold, with its markup escaped. */
const limits = { lines: 15, size: 2_490 }

export function slackRequest(message: Message, url: string): OutboundRequest {
  const list = linesOf(message, limits, lineText)
  return {
    url,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      // Shown in notifications, and where blocks are not.
      text: escaped(titleOf(message)),
      blocks: [
        {
          type: 'section',
          text: { type: 'mrkdwn', text: `*${escaped(message.watch.name)}*\n${list}` },
        },
      ],
    }),
  }
}

function lineText({ text, link }: Line): string {
  return link === null ? `• ${escaped(text)}` : `• ${escaped(text)} <${link}|↗>`
}

/** The three characters that have a meaning in Slack's markup. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
