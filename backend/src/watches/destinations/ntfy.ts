// ntfy: https://docs.ntfy.sh/publish/#publish-as-json
import { linesOf, linkOf, titleOf, type Message } from '../message.js'
import type { OutboundRequest } from '../outbound/outbound.js'

/** ntfy turns messages above 4,096 bytes into attachments. */
const limits = { lines: 15, size: 4_000, sizeOf: (text: string) => Buffer.byteLength(text) }

/** The topic that a path names; null if it names none. */
export function topicOf(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname.split('/').at(-1) ?? '') || null
  } catch {
    return null
  }
}

/** `url` names a topic, such as `https://ntfy.sh/my-topic`. */
export function ntfyRequest(message: Message, url: string, token: string | null): OutboundRequest {
  const { items, watch } = message
  const target = new URL(url)
  const topic = topicOf(target.pathname)
  target.pathname = target.pathname.replace(/[^/]*$/, '')
  const [first] = items
  const link = items.length === 1 && first !== undefined ? linkOf(first) : null
  return {
    url: target.href,
    headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({
      topic,
      title: items.length > 1 ? titleOf(message) : watch.name,
      message: linesOf(message, limits, ({ text }) => text),
      ...(link !== null && { click: link }),
    }),
  }
}
