// ntfy: https://docs.ntfy.sh/publish/#publish-as-json
import { linesOf, titleOf, type Message } from '../message.js'
import type { OutboundRequest } from '../outbound/outbound.js'

/** ntfy turns messages above 4,096 bytes into attachments. */
const maxLines = 15
const maxMessage = 3_000

/** `url` names a topic, such as `https://ntfy.sh/my-topic`. */
export function ntfyRequest(message: Message, url: string, token: string | null): OutboundRequest {
  const lines = linesOf(message, maxLines)
  const target = new URL(url)
  const topic = target.pathname.split('/').at(-1) ?? ''
  target.pathname = target.pathname.slice(0, -topic.length)
  const link = lines.length === 1 ? (lines[0]?.link ?? null) : null
  const text = lines.map((line) => line.text).join('\n')
  return {
    url: target.href,
    headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({
      topic: decodeURIComponent(topic),
      title: lines.length === 1 ? message.watch.name : titleOf(message),
      message: text.slice(0, maxMessage),
      ...(link !== null && { click: link }),
    }),
  }
}
