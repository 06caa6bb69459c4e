import { describe, expect, it } from 'vitest'
import { invalidRow } from '@modelkeep/catalog/cost/cost-row'
import { SourceError } from '../../../../src/cli/source/model-source.js'
import { servicePricing } from '../../../../src/cli/source/service-pricing.js'
import type { ServiceClient, ServiceRequest, ServiceResponse } from '../../../../src/cli/source/service-client.js'

type Sent = { rows: { model: string }[]; bytes: number }

/** A service that responds with the statuses in turn, then prices. */
function service(
  statuses: readonly number[],
  headers: Record<string, string> = {},
): { client: ServiceClient; sent: Sent[] } {
  const sent: Sent[] = []
  const left = [...statuses]
  const client: ServiceClient = {
    base: 'http://service',
    send: (_path: string, { json = '' }: ServiceRequest = {}): Promise<ServiceResponse> => {
      const status = left.shift() ?? 200
      if (status !== 200)
        return Promise.resolve({ ok: false, status, headers: new Headers(headers), body: '{"detail":"busy"}' })
      const rows = JSON.parse(json) as Sent['rows']
      sent.push({ rows, bytes: Buffer.byteLength(json) })
      const data = rows.map((row) => ({ ...invalidRow(row, { code: 'invalid_row', message: 'no' }), model: row.model }))
      return Promise.resolve({ ok: true, status, headers: new Headers(), body: JSON.stringify({ data }) })
    },
  }
  return { client, sent }
}

const row = { model: 'a/b', usage: { prompt_tokens: 1 } }

describe('a service that prices', () => {
  it('is asked again after the time that it names', async () => {
    const waits: number[] = []
    const said: string[] = []
    const { client } = service([429, 503, 429], { 'Retry-After': '3' })
    const pricing = servicePricing(client, { say: (text) => void said.push(text), wait: async (ms) => waits.push(ms) })
    expect(await pricing.price([row])).toMatchObject([{ model: 'a/b' }])
    expect(waits).toEqual([3_000, 3_000, 3_000])
    expect(said).toEqual(['http://service: it responded with 429; trying again in 3 s'])
  })

  it('is asked again while it has lost its database, so that no row looks as if it could not be priced', async () => {
    const lost = 'the history of prices is not available: the database cannot be used: it is reconnecting'
    const error = { code: 'history_unavailable' as const, message: lost }
    const ok = (message: string): ServiceResponse => ({
      ok: true,
      status: 200,
      headers: new Headers(),
      body: JSON.stringify({ data: [invalidRow(row, { ...error, message })] }),
    })
    const waits: number[] = []
    const wait = async (ms: number): Promise<unknown> => waits.push(ms)
    const price = (responses: readonly ServiceResponse[]): Promise<unknown> => {
      const left = [...responses]
      const client: ServiceClient = { base: 'http://service', send: () => Promise.resolve(left.shift()!) }
      return servicePricing(client, { say: () => {}, wait }).price([row])
    }
    const off = 'the history of prices is not available: the database cannot be used: it is off'
    expect(await price([ok(lost), ok(lost), ok(off)])).toMatchObject([{ error: { message: off } }])
    expect(waits).toEqual([2_000, 2_000])
    await expect(price(Array.from({ length: 8 }, () => ok(lost)))).rejects.toThrow(`http://service: ${lost}`)
  })

  it('is given up on after eight attempts, and at once if it refuses', async () => {
    const waits: number[] = []
    const wait = async (ms: number): Promise<unknown> => waits.push(ms)
    const busy = servicePricing(service(Array<number>(8).fill(503)).client, { say: () => {}, wait })
    await expect(busy.price([row])).rejects.toThrow('http://service responded with 503: busy')
    expect(waits).toEqual(Array(7).fill(2_000))
    const refusing = servicePricing(service([400]).client, { say: () => {}, wait })
    await expect(refusing.price([row])).rejects.toThrow(SourceError)
    expect(waits).toHaveLength(7)
  })

  it('gets at most 1,000 rows and 1 MB at a time, and returns results in order', async () => {
    const { client, sent } = service([])
    const pricing = servicePricing(client, { say: () => {} })
    const rows = Array.from({ length: 2_100 }, (_, nr) => ({ model: `a/${nr}`, usage: {} }))
    expect((await pricing.price(rows)).map(({ model }) => model)).toEqual(rows.map(({ model }) => model))
    expect(sent.map((each) => each.rows.length)).toEqual([1_000, 1_000, 100])
    const long = Array.from({ length: 5 }, () => ({ model: 'a/b', usage: { x: 'ä'.repeat(200_000) } }))
    expect(await pricing.price(long)).toHaveLength(5)
    for (const { bytes } of sent) expect(bytes).toBeLessThanOrEqual(1_000_000)
    expect(await pricing.price([])).toEqual([])
  })

  it('must respond with costs', async () => {
    const client: ServiceClient = {
      base: 'http://service',
      send: () => Promise.resolve({ ok: true, status: 200, headers: new Headers(), body: '<html>' }),
    }
    await expect(servicePricing(client, { say: () => {} }).price([row])).rejects.toThrow(
      'is not a Modelkeep that knows',
    )
  })
})
