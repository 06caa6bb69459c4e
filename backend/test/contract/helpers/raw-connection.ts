import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { parseRaw, type Answer } from './http-client.js'

/** One connection that is kept, on which a test writes bytes as they are. */
export interface RawConnection {
  socket: Socket
  /** Writes each piece when the one before has gone out. */
  write(...pieces: (string | Buffer)[]): Promise<void>
  /** The next answer, and its bytes as text. `HEAD` answers have no body, whatever their length says. */
  read(method?: string): Promise<Answer & { raw: string }>
  /** Writes a request in one piece and reads what is answered. */
  ask(request: string): Promise<Answer & { raw: string }>
  close(): void
}

export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  let received = ''
  socket.on('data', (chunk) => (received += chunk.toString('latin1')))
  await once(socket, 'connect')

  async function until(enough: () => boolean): Promise<void> {
    while (!enough()) {
      if (socket.readableEnded || socket.destroyed)
        throw new Error(`the connection ended after ${JSON.stringify(received)}`)
      await Promise.race([once(socket, 'data'), once(socket, 'close')])
    }
  }

  const connection: RawConnection = {
    socket,
    write: async (...pieces) => {
      for (const piece of pieces) await new Promise<void>((resolve) => socket.write(piece, 'latin1', () => resolve()))
    },
    read: async (method = 'GET') => {
      await until(() => received.includes('\r\n\r\n'))
      const head = received.indexOf('\r\n\r\n') + 4
      const { status, headers } = parseRaw(received.slice(0, head))
      const length = method === 'HEAD' || status === 304 || status === 204 ? 0 : Number(headers['content-length'])
      await until(() => received.length >= head + length)
      const raw = received.slice(0, head + length)
      received = received.slice(head + length)
      return { ...parseRaw(raw), raw }
    },
    ask: async (request) => {
      await connection.write(request)
      return connection.read(request.split(' ', 1)[0])
    },
    close: () => socket.destroy(),
  }
  return connection
}

/** The bytes of a request without a body. */
export function requestText(path: string, headers: Record<string, string> = {}, method = 'GET'): string {
  const lines = Object.entries({ Host: 'x', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** The head, without what differs from one to the next. Behind everybody's back a list is compressed better than at first. */
export function comparable(raw: string): string {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'))
  return head
    .replace(/^(X-Request-Id|Date|Age): .+$/gm, '$1: …')
    .replace(/ttl=\d+/, 'ttl=…')
    .replace(/^Content-Length: \d+(?=[^]*^Content-Encoding)/m, 'Content-Length: …')
}
