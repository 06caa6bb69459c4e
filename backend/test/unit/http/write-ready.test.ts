import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AnswerHeaders } from '../../../src/http/answer-headers.js'
import { createEntry, type Entry } from '../../../src/http/entry.js'
import { createReadyWriter } from '../../../src/http/write-ready.js'

const headers = { textOf: () => 'HEAD;' } as unknown as AnswerHeaders
let ends: [Socket, Socket]
beforeEach(async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause()
  const [taken] = (await once(server, 'connection')) as [Socket]
  server.close()
  ends = [client, taken]
})
afterEach(() => ends.forEach((end) => end.destroy()))

/** Writes it until the client, who does not read, has no room for more. */
function writeUntilLeft(entry: Entry): { left: (Buffer | undefined)[]; status: number | null } {
  const left: (Buffer | undefined)[] = []
  const write = createReadyWriter({
    headers,
    encodingsOf: () => ['identity'],
    outcomes: { hit: 0, stored: 0, miss: 0 },
    noteLeft: (_socket, body) => left.push(body),
  })
  let status: number | null = null
  for (let nr = 0; left.length === 0 && nr < 10_000; nr++) status = write({ headers: {} }, ends[1], entry)
  return { left, status }
}

it('tells of what a client has not taken, and of the bytes that others are written from too', () => {
  const long = createEntry('x'.repeat(500_000), null)
  expect(writeUntilLeft(long)).toEqual({ left: [long.plain.body], status: 200 })
})

it('shares nothing where the body went out as text', () => {
  expect(writeUntilLeft(createEntry('x'.repeat(10_000), null))).toEqual({ left: [undefined], status: 200 })
})

it('writes nothing of what is not made yet, or very long', () => {
  const write = createReadyWriter({
    headers,
    encodingsOf: () => ['gzip'],
    outcomes: { hit: 0, stored: 0, miss: 0 },
    noteLeft: () => {},
  })
  expect(write({ headers: {} }, ends[1], createEntry('x'.repeat(5_000), null))).toBe(null)
  expect(writeUntilLeft(createEntry('x'.repeat(2_000_000), null)).status).toBe(null)
  expect(ends[1].bytesWritten).toBe(0)
})

it('has a short body as text once, and counts its bytes', () => {
  const entry = createEntry('ä€', null)
  expect([Buffer.from(entry.textOf(entry.plain)!, 'latin1').toString(), entry.bytes]).toEqual(['ä€', 10])
  expect([entry.textOf(entry.plain), entry.bytes]).toEqual([entry.plain.text, 10])
})
