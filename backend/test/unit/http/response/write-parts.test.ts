import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeParts } from '../../../../src/http/response/write-parts.js'

const part = Buffer.alloc(1_000, 'model ')
const parts = Array.from({ length: 20_000 }, () => part)
const length = parts.length * part.length
let server: ReturnType<typeof createServer>
let mostHeld = 0
let closed: Promise<unknown>
let held: number[]
let serverResponse: ServerResponse

beforeEach(async () => {
  mostHeld = 0
  held = []
  server = createServer((_req, res) => {
    closed = once(res, 'close')
    serverResponse = res
    const write = res.write.bind(res) as (chunk: Buffer, ...rest: unknown[]) => boolean
    res.write = ((chunk: Buffer, ...rest: unknown[]) => {
      const more = write(chunk, ...rest)
      mostHeld = Math.max(mostHeld, res.writableLength)
      return more
    }) as typeof res.write
    res.writeHead(200, { 'Content-Length': String(length) })
    writeParts(res, parts, ({ writableLength }) => held.push(writableLength))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
afterEach(() => {
  server.close()
  server.closeAllConnections()
})

async function send(): Promise<IncomingMessage> {
  const [response] = (await once(
    get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false }),
    'response',
  )) as [IncomingMessage]
  return response
}

describe('a response that is too large to be joined', () => {
  it('arrives completely, while few parts of it are buffered', async () => {
    const received: Buffer[] = []
    for await (const chunk of await send()) received.push(chunk as Buffer)
    expect(Buffer.concat(received).equals(Buffer.concat(parts))).toBe(true)
    expect(mostHeld).toBeLessThan(2 * 1024 ** 2)
    expect([Math.max(...held), held.at(-1)]).toEqual([mostHeld, 0]) // reports the buffered bytes, and finally zero
  })

  it('is ended if the client reads nothing for two minutes', async () => {
    await send()
    expect(serverResponse.socket?.timeout).toBe(120_000)
    serverResponse.socket?.emit('timeout')
    await closed
    expect(serverResponse.writableEnded).toBe(false)
  })

  it('is ended when the client disconnects', async () => {
    const response = await send()
    response.destroy()
    await closed
    expect(mostHeld).toBeLessThan(2 * 1024 ** 2)
  })
})
