import { subscribe } from 'node:diagnostics_channel'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/lib/clock.js'
import { readAllowedTargets, refusalOf } from '../../../src/watches/outbound/allowed-targets.js'
import { firstLineOf } from '../../../src/watches/outbound/first-line.js'
import { createOutbound, type Outbound } from '../../../src/watches/outbound/outbound.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { startReceiver, type Receiver } from '../../helpers/receiver.js'

const message = { headers: { 'content-type': 'application/json' }, body: '{}' }
let receiver: Receiver
let outbound: Outbound | null = null
beforeEach(async () => {
  receiver = await startReceiver()
  return async () => {
    await outbound?.close()
    await receiver.close()
  }
})
afterEach(() => {
  outbound = null
})

const post = (url: string, allow: string[] = [], resolve?: Parameters<typeof createOutbound>[0]['resolve']) => {
  outbound = createOutbound({
    allowed: readAllowedTargets(allow),
    clock: systemClock,
    ...(resolve && { resolve }),
  })
  return outbound.post({ url, ...message })
}

describe('addresses that are not public', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
  ])('are refused: %s', (address) => {
    expect(refusalOf({ host: 'x', address, isSecure: true }, readAllowedTargets([]))).toContain('not public')
  })

  it.each(['93.184.216.34', '2606:4700::1111'])('but not public ones: %s', (address) => {
    expect(refusalOf({ host: 'x', address, isSecure: true }, readAllowedTargets([]))).toBeNull()
  })

  it('are refused in every spelling of a URL', async () => {
    const port = new URL(receiver.url).port
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '[::ffff:127.0.0.1]', '[::1]'])
      await expect(post(`https://${host}:${port}/`)).rejects.toThrow('not public')
    expect(receiver.messages).toEqual([])
  })

  it('are refused when a public name resolves to one, also if only one of several does', async () => {
    const url = `https://rebind.example:${new URL(receiver.url).port}/`
    const resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]
    await expect(post(url, [], resolve)).rejects.toThrow('127.0.0.1, which is not public')
    expect(receiver.messages).toEqual([])
  })

  it('are refused when a name resolves to one only at the second request', async () => {
    let lookups = 0
    const resolve = async () => [{ address: ++lookups === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]
    const port = new URL(receiver.url).port
    const url = `http://rebind.example:${port}/`
    outbound = createOutbound({ allowed: readAllowedTargets(['127.0.0.1']), clock: systemClock, resolve })
    receiver.answer((response) => response.writeHead(200, { connection: 'close' }).end('first'))
    expect((await outbound.post({ url, ...message })).body).toBe('first')
    await expect(outbound.post({ url, ...message })).rejects.toThrow('use https')
    expect(receiver.messages).toHaveLength(1)
  })
})

describe('what WEBHOOK_ALLOW names', () => {
  it('may be private and http: hosts, addresses and networks', async () => {
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    const { port } = new URL(receiver.url)
    for (const [host, allow] of [
      ['127.0.0.1', '127.0.0.1'],
      ['127.0.0.1', '127.0.0.0/8'],
      ['hooks.internal', 'hooks.internal'],
      ['hooks.internal', '127.0.0.0/8'],
    ] as const)
      expect((await post(`http://${host}:${port}/`, [allow], resolve)).status).toBe(204)
  })

  it('does not include subdomains, nor other hosts', async () => {
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    await expect(post('http://a.hooks.internal/', ['hooks.internal'], resolve)).rejects.toThrow('use https')
  })

  it('is refused when it is no host, address or network', () => {
    for (const entry of ['10.0.0.0/33', 'http://x', 'a_b', '0x7f.1', '*'])
      expect(() => readAllowedTargets([entry])).toThrow(entry)
  })
})

describe('a receiver', () => {
  const allow = ['127.0.0.1']

  it('that redirects is not followed', async () => {
    receiver.answer((response) => response.writeHead(302, { location: '/elsewhere' }).end())
    expect((await post(receiver.url, allow)).status).toBe(302)
    expect(receiver.messages.map(({ path }) => path)).toEqual(['/'])
  })

  it('that sends 20 MB is read to 64 KB', async () => {
    let sent = 0
    receiver.answer((response) => {
      response.writeHead(200)
      const chunk = 'x'.repeat(65_536)
      const write = (): void => {
        while (sent < 20 * 1024 ** 2 && response.write(chunk)) sent += chunk.length
      }
      response.on('drain', write)
      write()
    })
    const { body } = await post(receiver.url, allow)
    expect(body.length).toBeLessThan(200_000)
    expect(body.length).toBeGreaterThanOrEqual(65_536)
    expect(sent).toBeLessThan(10 * 1024 ** 2)
  })

  it('that never answers has ten seconds', async () => {
    const clock = createFakeClock()
    outbound = createOutbound({ allowed: readAllowedTargets(allow), clock })
    receiver.answer(() => {})
    const posted = outbound.post({ url: receiver.url, ...message }).catch((error: unknown) => error)
    await receiver.received(1)
    await clock.advance(10_000)
    expect(await posted).toMatchObject({ message: 'no response within 10 s' })
  })

  it('that drips its response has ten seconds, and its status counts', async () => {
    const clock = createFakeClock()
    outbound = createOutbound({ allowed: readAllowedTargets(allow), clock })
    const headers = new Promise<void>((resolve) => subscribe('undici:request:headers', () => resolve()))
    receiver.answer((response) => void response.writeHead(200).write('a'))
    const posted = outbound.post({ url: receiver.url, ...message }).catch((error: unknown) => error)
    await headers
    await clock.advance(10_000)
    expect(await posted).toMatchObject({ status: 200 })
  })

  it('that loses its connection within the response has answered', async () => {
    receiver.answer((response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('cut off', () => response.destroy())
    })
    expect(await post(receiver.url, allow)).toMatchObject({ status: 200 })
  })

  it('that resets the connection, or is not there, gives a reason without the URL', async () => {
    receiver.answer((response) => void response.socket?.destroy())
    await expect(post(`${receiver.url}/s3cr3t`, allow)).rejects.toThrow(/^the connection was (closed|reset)[^/]*$/)
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    await expect(post(`http://127.0.0.1:${port}/s3cr3t`, allow)).rejects.toThrow(/^the connection was refused$/)
  })

  it('has its first line without control characters', () => {
    expect(firstLineOf('\n\u001b[31mred\u0007 alert\nmore')).toBe('[31mred  alert')
    expect(firstLineOf('x'.repeat(300))).toBe('x'.repeat(200))
  })
})
