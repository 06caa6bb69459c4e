import { STATUS_CODES } from 'node:http'
import type { WrittenHeaders } from './entry.js'

/** How long a connection is kept between two requests. */
export const keepAliveSeconds = 65

/**
 * The head of an answer as Node would write it (RFC 9112, 2 to 5), from the status line to the empty line, for a connection that is
 * kept. It is put together once a second, but for the request's `id`. `now` in Unix milliseconds.
 */
export function headText(written: WrittenHeaders, status: number, id: string, now: number): string {
  const second = Math.floor(now / 1000)
  if (written.text?.second !== second) written.text = { second, ...aroundId(status, written.headers, second) }
  return written.text.beforeId + id + written.text.afterId
}

function aroundId(status: number, headers: readonly string[], second: number): { beforeId: string; afterId: string } {
  const [idName, , ...others] = [
    ...headers,
    'Date',
    new Date(second * 1000).toUTCString(),
    'Connection',
    'keep-alive',
    'Keep-Alive',
    `timeout=${keepAliveSeconds}`,
  ]
  const lines = others.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`))
  return { beforeId: `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${idName}: `, afterId: `\r\n${lines.join('')}\r\n` }
}
