import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startLoad } from '../helpers/load-runner.js'

let server: Server
let url: string
let response: (req: IncomingMessage, res: ServerResponse) => void
const seen: string[] = []

beforeEach(async () => {
  seen.length = 0
  server = createServer((req, res) => {
    seen.push(`${req.url} ${req.headers['if-none-match'] ?? ''}`.trim())
    response(req, res)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

describe('the load runner', () => {
  it('counts every response by status, and sends conditional requests', async () => {
    response = (req, res) =>
      void res
        .writeHead(req.headers['if-none-match'] ? 304 : 200, { etag: '"1"' })
        .end(req.headers['if-none-match'] ? '' : 'list')
    const load = await startLoad({
      url,
      rate: 200,
      requests: [{ path: '/list', conditional: true }, { path: '/page?offset={turn:3}' }],
    })
    await expect.poll(() => load.answered()).toBeGreaterThan(20)
    const { total, statuses, errors, failed, latencies } = (await load.stop()).report()
    expect(total).toBe(seen.length)
    expect((statuses['200'] ?? 0) + (statuses['304'] ?? 0)).toBe(total)
    expect(statuses['304']).toBeGreaterThan(5)
    expect({ errors, failed, latencies: latencies.length }).toEqual({ errors: {}, failed: 0, latencies: total })
    expect(new Set(seen)).toEqual(new Set(['/list', '/list "1"', '/page?offset=0', '/page?offset=1', '/page?offset=2']))
  })

  it('counts every failure: another status, a cut connection, a missing response', async () => {
    const faults = [
      (res: ServerResponse) => res.writeHead(503).end(),
      (res: ServerResponse) => res.socket?.resetAndDestroy(),
      (res: ServerResponse) => void res.writeHead(200, { 'content-length': 10 }).write('half', () => res.destroy()),
      () => {},
    ]
    let nr = 0
    response = (_req, res) => void (nr++ < 10 ? res.end('ok') : (faults[nr % 4] as (res: ServerResponse) => void)(res))
    const load = await startLoad({ url, rate: 200, requests: [{ path: '/' }], giveUpMs: 500 })
    await expect.poll(() => nr).toBeGreaterThan(50)
    const report = (await load.stop()).report()
    const { total, statuses, errors, failed } = report
    expect(statuses['200']).toBe(10)
    expect(failed).toBe(total - 10)
    expect(Object.keys({ ...statuses, ...errors }).toSorted()).toEqual([
      '200',
      '503',
      'ECONNRESET',
      'cut',
      'unanswered',
    ])
    expect(report.examples[0]).toMatch(/^after \d+ ms: \/: (503|ECONNRESET|unanswered) \(\d+ ms\)$/)
    expect((await startAndStop(load.startedAt)).total).toBe(0)
  })

  /** A report on a period in which nothing was due. */
  async function startAndStop(before: number) {
    response = (_req, res) => void res.end('ok')
    const load = await startLoad({ url, rate: 50, requests: [{ path: '/' }] })
    return (await load.stop()).report({ from: before - 1000, to: before })
  }

  it('is an open loop: the latency of a delayed request counts from when it was due', async () => {
    const held: ServerResponse[] = []
    let holding = false
    response = (_req, res) => void (holding ? held.push(res) : res.end('ok'))
    const load = await startLoad({ url, rate: 200, requests: [{ path: '/' }], connections: 4 })
    holding = true
    await expect.poll(() => held.length).toBe(4)
    const before = load.answered()
    const since = Date.now()
    await expect.poll(() => Date.now() - since).toBeGreaterThan(300) // requests become due meanwhile
    holding = false
    for (const res of held) res.end('late')
    const report = (await load.stop()).report()
    expect(report.total - before).toBeGreaterThan(40)
    expect(report.failed).toBe(0)
    expect(report.worst).toBeGreaterThan(250)
  })
})
