import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { BadCapture, createCaptureParser, type Capture } from '../../../src/history/capture/capture.js'
import { splitLines } from '../../../src/history/capture/split-lines.js'
import { withUncovered } from '../../../src/history/capture/scope.js'
import { readCaptures } from '../../../src/history/capture/read-captures.js'
import { parseRfc3339 } from '../../../src/history/capture/rfc3339.js'
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { painter } from '../../helpers/import-export.js'

const now = Date.parse('2026-06-01T00:00:00Z')
const parser = (observedAt: number | null = null): ReturnType<typeof createCaptureParser> =>
  createCaptureParser({ scope: 'text', observedAt, now: () => now })
const line = (data: readonly unknown[], observed_at = '2026-01-01T00:00:00Z'): string =>
  JSON.stringify({ observed_at, data })

const onlyCapture = (parse: ReturnType<typeof createCaptureParser>, text: string): Capture =>
  [...parse(text, { file: 'f', line: 1 })][0] as Capture

async function* chunks(...parts: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part)
}
async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of source) found.push(one)
  return found
}
const summaries = (found: readonly (Capture | BadCapture)[]): string[] =>
  found.map((one) => `${one.place.line}: ${one instanceof BadCapture ? one.message : one.items.length}`)
const read = async (...parts: (string | Buffer)[]): Promise<string[]> =>
  summaries(await all(readCaptures({ file: 'f', bytes: chunks(...parts) }, { parse: parser(now), maxBytes: 100_000 })))

describe('an RFC 3339 time', () => {
  it.each([
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01t02:00:00.1239+02:00', '2026-01-01T00:00:00.123Z'],
    ['2024-02-29T23:59:59-00:30', '2024-03-01T00:29:59.000Z'],
  ])('%s is parsed', (text, iso) => expect(new Date(parseRfc3339(text)!).toISOString()).toBe(iso))

  it.each([
    '2026-02-29T00:00:00Z',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:00+25:00',
    'now',
  ])('%s is invalid', (text) => expect(parseRfc3339(text)).toBeNull())
})

describe('lines', () => {
  it('are split whatever the chunks, with either line end, gzipped or not; blank ones are skipped', async () => {
    const text = '\uFEFFone\r\n\n  \ntwö\nthree'
    const bytes = Buffer.from(text)
    const expected = [
      { line: 1, text: 'one\r' },
      { line: 4, text: 'twö' },
      { line: 5, text: 'three' },
    ]
    for (const body of [bytes, gzipSync(bytes)]) {
      for (const size of [1, 3, 1000]) {
        const parts = Array.from({ length: Math.ceil(body.length / size) }, (_, nr) =>
          body.subarray(nr * size, (nr + 1) * size),
        )
        expect(await all(splitLines(chunks(...parts), 100))).toEqual(expected)
      }
    }
  })

  it('that are too long or not UTF-8 are reported, and the following ones are read', async () => {
    expect(
      await all(splitLines(chunks('x'.repeat(50), 'x'.repeat(60), '\ngood\n', Buffer.from([0xff, 10]), 'good'), 100)),
    ).toMatchObject([
      { line: 1, text: null },
      { line: 2, text: 'good' },
      { line: 3, text: null, why: 'not valid UTF-8: expected JSON in UTF-8' },
      { line: 4, text: 'good' },
    ])
  })
})

describe('a source', () => {
  it('is read by its content: NDJSON, or one document', async () => {
    expect(await read('')).toEqual([])
    expect(await read(`${line([1])}\n${line([1, 2])}\n`)).toEqual(['1: 1', '2: 2'])
    expect(await read(JSON.stringify({ data: [1, 2], total_count: 2 }))).toEqual(['1: 2'])
    for (const text of [
      '{"data":[{"id":1},\n{"id":2}]}',
      JSON.stringify({ data: [{ id: 1 }, { id: 2 }] }, null, 2),
      '\n{ "total_count": 2,\n"data": [1,\n2]}',
    ])
      expect(await read(text), text).toEqual([expect.stringMatching(/: 2$/)])
    expect(await read(`{"observed_at":\n{"x":\n${line([1])}\n{\n`)).toEqual([
      expect.stringMatching(/^1: not valid JSON \(.+\): expected /),
      expect.stringMatching(/^2: not valid JSON \(.+\): expected /),
      '3: 1',
      expect.stringMatching(/^4: the JSON that starts here is not complete at the end of the line: expected /),
    ])
    expect(await read(JSON.stringify({ observed_at: '2026-01-01T00:00:00Z', data: [1, 2] }, null, '\t'))).toEqual([
      '1: 2',
    ])
  })
})

describe('the key of a capture', () => {
  it('depends on moment, scope and content only', () => {
    const key = (text: string): string => onlyCapture(parser(), text).key
    const first = key(line([{ id: 'a', x: 1 }]))
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(key(` {"scope":"text", "data": [ {"id":"a","x":1} ], "observed_at":"2026-01-01T01:00:00+01:00"}`)).toBe(
      first,
    )
    expect(
      new Set([
        first,
        key(line([{ id: 'a', x: 2 }])),
        key(line([{ id: 'a', x: 1 }], '2026-01-01T00:00:01Z')),
        key(JSON.stringify({ ...(JSON.parse(line([{ id: 'a', x: 1 }])) as object), scope: 'all' })),
      ]).size,
    ).toBe(4)
  })

  it('shares unchanged items between consecutive captures', () => {
    const parse = parser()
    const [first, second] = [
      onlyCapture(parse, line([{ id: 'a' }, { id: 'b' }])),
      onlyCapture(parse, line([{ id: 'a' }, { id: 'b', x: 1 }])),
    ]
    expect(second.items[0]).toBe(first.items[0])
    expect(second.newText).toBe(JSON.stringify({ id: 'b', x: 1 }).length)
  })
})

describe('models that a list does not cover', () => {
  it('keep their place after the nearest earlier model that is still listed', () => {
    const before = createCatalogue([
      painter('p/0'),
      exampleModel('a/1'),
      painter('p/1'),
      painter('p/2'),
      exampleModel('a/2'),
      painter('p/3'),
    ] as never)
    const ids = (listed: string[]): string[] =>
      withUncovered(listed.map((id) => exampleModel(id)) as never, before, 'text').map(({ id }) => id)
    expect(ids(['a/1', 'a/2'])).toEqual(['p/0', 'a/1', 'p/1', 'p/2', 'a/2', 'p/3'])
    expect(ids(['a/2', 'a/1'])).toEqual(['p/0', 'a/2', 'p/3', 'a/1', 'p/1', 'p/2'])
    expect(ids(['a/9', 'a/1'])).toEqual(['p/0', 'a/9', 'a/1', 'p/1', 'p/2', 'p/3'])
  })
})
