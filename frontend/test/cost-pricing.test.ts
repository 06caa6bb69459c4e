import type { CostRow } from '@modelkeep/catalog/contract/cost'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { priceUsage } from '../src/features/cost/pricing/price-usage.js'
import { sendBatch } from '../src/features/cost/pricing/send-batch.js'
import { createUsageResults } from '../src/features/cost/pricing/usage-result.js'
import { dayBars } from '../src/features/cost/results/day-bars.js'
import { costText, shareText } from '../src/features/cost/results/cost-text.js'
import { pricedRowsCsv } from '../src/features/cost/results/priced-rows-csv.js'
import { createComparer } from '../src/features/cost/what-if/compare-model.js'
import { costRow } from './helpers/cost-row.js'

afterEach(() => vi.unstubAllGlobals())

const sourceOf = (text: string) => ({ name: 'a.csv', content: new Blob([text]) })
const header = 'model,at,prompt_tokens,completion_tokens\n'
const noWait = { signal: new AbortController().signal, onWait: () => {} }

describe('pricing a file', () => {
  it('sends all rows in batches of at most 1,000, one after another, and returns them in the order of the file', async () => {
    const rows = Array.from({ length: 2_500 }, (_, at) => `a/b,2026-05-01,${at},1`)
    rows[1_200] = 'a/b,2026-05-01,many,1'
    const sizes: number[] = []
    let inFlight = 0
    const lines: number[] = []
    await priceUsage({
      source: sourceOf(header + rows.join('\n')),
      overrides: {},
      send: async (body) => {
        expect((inFlight += 1)).toBe(1)
        const sent = JSON.parse(body) as unknown[]
        sizes.push(sent.length)
        await Promise.resolve()
        inFlight -= 1
        return sent.map(() => costRow())
      },
      onRows: (priced) => lines.push(...priced.map(({ line }) => line)),
    })
    expect(sizes).toEqual([1_000, 999, 500])
    expect(lines).toEqual(Array.from({ length: 2_500 }, (_, at) => at + 2))
  })

  it('replaces the model, and stops after a number of rows', async () => {
    const sent: { model: string }[] = []
    const onRows = vi.fn<(rows: unknown[]) => void>()
    await priceUsage({
      source: sourceOf(`${header}a/b,2026-05-01,1,1\nc/d,2026-05-01,1,1\ne/f,2026-05-01,1,1`),
      overrides: {},
      model: 'x/y',
      maxRows: 2,
      send: (body) => {
        sent.push(...(JSON.parse(body) as { model: string }[]))
        return Promise.resolve([costRow(), costRow()])
      },
      onRows,
    })
    expect(sent.map(({ model }) => model)).toEqual(['x/y', 'x/y'])
    expect(onRows.mock.calls.flatMap(([rows]) => rows)).toHaveLength(2)
  })

  it('reports the columns of a file that it cannot read', async () => {
    const names: (readonly string[])[] = []
    const pricing = priceUsage({
      source: sourceOf('engine,prompt_tokens\nx,1\n'),
      overrides: {},
      send: () => Promise.resolve([]),
      onRows: () => {},
      onReport: (report) => names.push(report.names),
    })
    await expect(pricing).rejects.toThrow(/no column is known to hold the model/)
    expect(names.at(-1)).toEqual(['engine', 'prompt_tokens'])
  })
})

describe('sending a batch', () => {
  const busy = (status: number, retryAfter?: string) =>
    Response.json(
      { detail: 'busy' },
      { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } },
    )

  it('waits as long as a 429 or 503 asks for, says so, and tries again', async () => {
    const responses = [busy(429, '7'), busy(503), Response.json({ data: [costRow()] })]
    vi.stubGlobal('fetch', () => Promise.resolve(responses.shift()))
    const [waits, reasons]: [number[], (string | null)[]] = [[], []]
    const rows = await sendBatch('[]', {
      signal: noWait.signal,
      onWait: (reason) => reasons.push(reason),
      wait: (ms) => (waits.push(ms), Promise.resolve()),
    })
    expect(rows).toHaveLength(1)
    expect(waits).toEqual([7_000, 2_000])
    expect(reasons).toEqual([
      'The service limits the rate of requests. Trying again in 7 s.',
      null,
      'The service is busy. Trying again in 2 s.',
      null,
    ])
  })

  it('gives up after some attempts, at once without a database, and when a request is wrong', async () => {
    const wait = vi.fn<() => Promise<void>>(() => Promise.resolve())
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    await expect(sendBatch('[]', { ...noWait, wait })).rejects.toThrow('Modelkeep cannot be reached')
    expect(wait).toHaveBeenCalledTimes(7)
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ detail: 'history: it is off' }, { status: 503 })))
    await expect(sendBatch('[]', { ...noWait, wait })).rejects.toThrow('it is off')
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ detail: 'too large' }, { status: 413 })))
    await expect(sendBatch('[]', { ...noWait, wait })).rejects.toThrow('too large')
    expect(wait).toHaveBeenCalledTimes(7)
  })

  it('waits while the service has lost its database, but prices what it can without one', async () => {
    const without = (reason: string) => {
      const message = `the history of prices is not available: the database cannot be used: ${reason}`
      return Response.json({ data: [costRow({ cost: null, error: { code: 'history_unavailable', message } })] })
    }
    const responses = [without('it is reconnecting'), Response.json({ data: [costRow()] })]
    const wait = vi.fn<() => Promise<void>>(() => Promise.resolve())
    vi.stubGlobal('fetch', () => Promise.resolve(responses.shift()))
    expect(await sendBatch('[]', { ...noWait, wait })).toMatchObject([{ cost: '0.02' }])
    expect(wait).toHaveBeenCalledTimes(1)
    vi.stubGlobal('fetch', () => Promise.resolve(without('it is reconnecting')))
    await expect(sendBatch('[]', { ...noWait, wait })).rejects.toThrow('the history of prices is not available')
    expect(wait).toHaveBeenCalledTimes(8)
    vi.stubGlobal('fetch', () => Promise.resolve(without('it is off')))
    expect(await sendBatch('[]', { ...noWait, wait })).toMatchObject([{ cost: null }])
    expect(wait).toHaveBeenCalledTimes(8)
  })

  it('stops waiting when it is cancelled', async () => {
    const controller = new AbortController()
    vi.stubGlobal('fetch', () => Promise.resolve(busy(429, '60')))
    const sending = sendBatch('[]', { signal: controller.signal, onWait: () => controller.abort() })
    await expect(sending).rejects.toThrow(/abort/i)
  })
})

const priced = (line: number, patch: Partial<CostRow> = {}) => ({ line, nr: line - 1, result: costRow(patch) })
const failed = (line: number, patch: Partial<CostRow> = {}) =>
  priced(line, {
    cost: null,
    certainty: 'unknown',
    error: { code: 'unknown_model', message: 'No model is called x.' },
    ...patch,
  })

describe('the result', () => {
  it('counts what is not priced, not certain, assumed and reported', () => {
    const results = createUsageResults()
    results.add([
      priced(2, { notes: ['One.', 'Two.'], reported_cost: '0.5', cost: '0.25' }),
      priced(3, { notes: ['Two.', 'Note: the mean of 3 requests is used.'], certainty: 'before_history' }),
      priced(5, { cost: '0', notes: ['Note: the mean of 4 requests is used.'] }),
      failed(4, { model_id: null, notes: ['Three.'], reported_cost: '9' }),
    ])
    const { totals, ...others } = results.snapshot()
    expect([totals.rows, totals.unpriced, totals.cost]).toEqual([4, 1, '0.27'])
    expect(others).toMatchObject({
      withoutModel: 1,
      uncertain: { before_history: 1, after_removal: 0 },
      notes: [
        { text: 'Two.', rows: 2 },
        { text: 'Note: the mean of the requests of a row is used.', rows: 2 },
        { text: 'One.', rows: 1 },
      ],
    })
    expect(others.failures.map(({ line }) => line)).toEqual([4])
    expect([others.reported?.rows, others.reported?.reported.toFixed(), others.reported?.cost.toFixed()]).toEqual([
      1,
      '0.5',
      '0.25',
    ])
  })

  it('keeps the first 100 rows that failed, and counts all', () => {
    const results = createUsageResults()
    results.add(Array.from({ length: 150 }, (_, at) => failed(at + 2)))
    expect(results.snapshot().failures).toHaveLength(100)
    expect(results.snapshot().totals.unpriced).toBe(150)
  })

  it('never shows an unknown sum as nothing', () => {
    expect(costText({ rows: 2, unpriced: 2, cost: '0' })).toBe('–')
    expect(costText({ rows: 2, unpriced: 1, cost: '0' })).toBe('$0')
    expect(shareText({ rows: 1, unpriced: 1, cost: '0' }, { rows: 2, unpriced: 1, cost: '4' })).toBe('–')
    expect(shareText({ rows: 1, unpriced: 0, cost: '1' }, { rows: 2, unpriced: 0, cost: '4' })).toBe('25.0 %')
    expect(shareText({ rows: 1, unpriced: 0, cost: '0.001' }, { rows: 2, unpriced: 0, cost: '4' })).toBe('< 0.1 %')
    expect(shareText({ rows: 1, unpriced: 0, cost: '0' }, { rows: 2, unpriced: 0, cost: '0' })).toBe('–')
  })

  it('downloads all rows with exact values, and leaves out what is unknown', () => {
    const results = createUsageResults()
    results.add([priced(2, { id: 'one', cost: '0.0000001', notes: ['One.', 'Two.'] }), failed(3, { model: '=x' })])
    const [, first, second] = pricedRowsCsv(results.records).split('\r\n')
    expect(first).toBe(
      '2,1,one,a/b,a/b,2026-05-01T00:00:00.000Z,0.0000001,observed,2026-02-03T08:00:00.000Z,,,,One. Two.,',
    )
    expect(second).toMatch(/^3,2,,'=x,a\/b,2026-05-01T00:00:00.000Z,,unknown,.*,No model is called x\.$/)
  })
})

describe('bars', () => {
  const day = (text: string, cost: string, unpriced = 0) => ({ day: text, rows: 2, unpriced, cost })

  it('are one per day, also for days without rows, relative to the highest', () => {
    expect(
      dayBars([day('2026-04-29', '1'), day('2026-05-01', '4'), day('2026-05-02', '0', 2)]).map((bar) => [
        bar.day,
        bar.height,
        bar.totals?.unpriced ?? null,
      ]),
    ).toEqual([
      ['2026-04-29', 0.25, 0],
      ['2026-04-30', 0, null],
      ['2026-05-01', 1, 0],
      ['2026-05-02', 0, 2],
    ])
  })

  it('leave out days without rows when a wrong time is years away', () => {
    expect(dayBars([day('2016-01-01', '1'), day('2026-05-01', '4')])).toHaveLength(2)
    expect(dayBars([])).toEqual([])
  })
})

describe('another model', () => {
  it('is compared over the rows that have a cost with both', () => {
    const results = createUsageResults()
    results.add([priced(2, { cost: '1' }), failed(3), priced(4, { cost: '2' }), priced(5, { cost: '4' })])
    const comparer = createComparer(results.records)
    comparer.add([
      priced(2, { cost: '0.5' }),
      priced(3, { cost: '100' }),
      failed(4),
      priced(5, { cost: '1', certainty: 'before_history' }),
    ])
    const { actual, cost, ...others } = comparer.result()
    expect([actual.toFixed(), cost.toFixed()]).toEqual(['5', '1.5'])
    expect(others).toEqual({ rows: 2, unpriced: [{ text: 'No model is called x.', rows: 1 }], uncertain: 1 })
  })
})
