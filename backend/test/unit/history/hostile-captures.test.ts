import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { BadCapture, createCaptureParser, type Capture } from '../../../src/history/capture/capture.js'
import { readCaptureFile } from '../../../src/history/capture/read-captures.js'

const now = Date.parse('2026-06-01T00:00:00Z')
const at = '2026-01-01T00:00:00Z'
const line = (models: number, observed_at = at): string =>
  JSON.stringify({ observed_at, data: Array.from({ length: models }, (_, nr) => ({ id: `a/${nr}` })) })

interface Options {
  observedAt?: number | null
  maxBytes?: number
  allowShrink?: boolean
}

async function* pieces(content: string | Buffer, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content)
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function captures(content: string | Buffer, options: Options = {}): Promise<(Capture | BadCapture)[]> {
  const { observedAt = null, maxBytes = 200_000, allowShrink = false } = options
  const parse = createCaptureParser({ scope: 'text', observedAt, allowShrink, now: () => now })
  const found: (Capture | BadCapture)[] = []
  for await (const one of readCaptureFile({ file: 'f', bytes: pieces(content, 65_536) }, { parse, maxBytes }))
    found.push(one)
  return found
}

/** `line: number of models` of each capture, `line: message` of each bad one. */
const read = async (content: string | Buffer, options?: Options): Promise<string[]> =>
  (await captures(content, options)).map(
    (one) => `${one.place.line}: ${one instanceof BadCapture ? one.message : one.items.length}`,
  )

const bad = (lineNumber: number, why: RegExp | string): unknown =>
  expect.stringMatching(new RegExp(`^${lineNumber}: ${why instanceof RegExp ? why.source : why}`))

describe('the time of a capture', () => {
  it.each(['0000-01-01T00:00:00Z', '0099-12-31T23:59:59Z', '1970-01-01T00:00:00Z', '2014-12-31T23:59:59.999Z'])(
    'is refused before 2015, and the other lines are read: %s',
    async (early) => {
      expect(await read(`${line(1)}\n${line(2, early)}\n${line(3)}\n`)).toEqual([
        '1: 1',
        bad(2, /`observed_at` is too early: expected a time from 2015-01-01T00:00:00Z to now/),
        '3: 3',
      ])
    },
  )

  it.each(['2026-06-01T00:02:00Z', '2999-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])(
    'is refused in the future: %s',
    async (late) => {
      expect(await read(line(1, late))).toEqual([bad(1, /`observed_at` is in the future: expected a time from 2015/)])
    },
  )

  it('is accepted at both ends', async () => {
    expect(await read(`${line(1, '2015-01-01T00:00:00Z')}\n${line(2, '2026-06-01T00:00:00Z')}`)).toEqual([
      '1: 1',
      '2: 2',
    ])
  })
})

describe('nesting', () => {
  const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth)

  it.each([
    ['lists', nested('[', ']', 1_000_000)],
    ['objects', `${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_000)}`],
    ['a model', `{"observed_at":"${at}","data":[{"id":"a/x","x":${nested('[', ']', 1_000_000)}}]}`],
    ['never closed', '['.repeat(1_000_000)],
  ])('of a million levels is refused, and the other lines are read: %s', async (_, hostile) => {
    expect(await read(`${line(1)}\n${hostile}\n${line(3)}\n`, { maxBytes: 16_000_000 })).toEqual([
      '1: 1',
      bad(2, /nested deeper than 10000 levels: a model has at most 32/),
      '3: 3',
    ])
  })

  it('of one model beyond what can be serialised is left to the validation of that model', async () => {
    const deep = `{"observed_at":"${at}","data":[{"id":"a/x","x":${nested('[', ']', 9_990)}},{"id":"a/y"}]}`
    expect(await read(deep)).toEqual(['1: 2'])
  })
})

describe('memory', () => {
  /** Of this thread alone: other tests run in the same process. */
  const used = (): number => {
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const growth = async (run: () => Promise<unknown>): Promise<number> => {
    globalThis.gc?.()
    const before = used()
    let most = before
    const timer = setInterval(() => (most = Math.max(most, used())), 5)
    await run()
    clearInterval(timer)
    return Math.max(most, used()) - before
  }

  it.each([
    ['short lines of one document', `{\n${'1\n'.repeat(1_000_000)}`],
    ['blank lines', `{${'\n'.repeat(2_000_000)}`],
    ['short models', `{"observed_at":"${at}","data":[${'1,'.repeat(1_900_000)}1]}`],
    ['empty models', `{"observed_at":"${at}","data":[${'{},'.repeat(5_000_000)}1]}`],
  ])(
    'stays within a multiple of the size limit: %s',
    async (_, text) => {
      expect(await growth(() => captures(text, { maxBytes: 16_777_216 }))).toBeLessThan(150 * 1024 ** 2)
      expect(await read(text, { maxBytes: 16_777_216 })).toEqual([bad(1, /.*(: expected|: split)/)])
    },
    60_000,
  )

  it('is not held by lines that arrive in single bytes', async () => {
    const parse = createCaptureParser({ scope: 'text', observedAt: null, now: () => now })
    const bytes = pieces(`${' '.repeat(300_000)}${line(1)}`, 1)
    const found = []
    for await (const one of readCaptureFile({ file: 'f', bytes }, { parse, maxBytes: 1_000_000 })) found.push(one)
    expect(found).toMatchObject([{ place: { line: 1 } }])
  })

  it('does not depend on a line that repeats the start of a capture', async () => {
    const started = performance.now()
    await captures(`{${'"data":['.repeat(500_000)}`, { maxBytes: 8_000_000 })
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('damaged gzip', () => {
  const three = `${line(1)}\n${line(2)}\n${line(3)}`
  const whole = gzipSync(`${three}\n`)
  const member = (text: string): Buffer => gzipSync(text)

  it.each([
    ['junk', Buffer.concat([whole, Buffer.from('junk')])],
    ['a line of text', Buffer.concat([gzipSync(three), Buffer.from(`\n${line(4)}\n`)])],
    ['half a header', Buffer.concat([whole, Buffer.from([0x1f])])],
  ])('at its end loses no line before it: %s', async (_, bytes) => {
    expect(await read(bytes)).toEqual([
      '1: 1',
      '2: 2',
      '3: 3',
      bad(4, /cannot be read from here on: bytes that are not gzip follow the gzip data: remove them/),
    ])
  })

  it.each([
    ['a truncated trailer', whole.subarray(0, whole.length - 3), /the gzip data ends too early: copy/],
    [
      'a wrong checksum',
      Buffer.concat([whole.subarray(0, -8), Buffer.alloc(4, 1), whole.subarray(-4)]),
      /the gzip data does not match its checksum: copy/,
    ],
    ['a second member cut in its header', Buffer.concat([whole, member('x').subarray(0, 5)]), /the gzip data ends/],
    [
      'a damaged second member',
      Buffer.concat([whole, member('x').subarray(0, 10), Buffer.alloc(100, 0xff)]),
      /the gzip data is damaged: copy/,
    ],
  ])('after the last line loses no line: %s', async (_, bytes, why) => {
    expect(await read(bytes)).toEqual(['1: 1', '2: 2', '3: 3', bad(4, `cannot be read from here on: ${why.source}`)])
  })

  it('in the middle loses no line that ends well before it', async () => {
    const lines = Array.from({ length: 2_000 }, (_, nr) => line(1, new Date(Date.parse(at) + nr * 997).toISOString()))
    const bytes = gzipSync(lines.join('\n'))
    const from = Math.floor(bytes.length / 2)
    bytes.fill(0xff, from, from + 64)
    const found = await read(bytes)
    expect(found.slice(0, 800)).toEqual(Array.from({ length: 800 }, (_, nr) => `${nr + 1}: 1`))
    expect(found.at(-1)).toMatch(
      /cannot be read from here on: the gzip data (is damaged|ends too early|does not match)/,
    )
  })

  it('is not reported for several members, zero padding, or a header with a name and comment', async () => {
    const deflated = whole.subarray(10)
    const header = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7]),
      Buffer.from('name\0comment\0'),
    ])
    for (const bytes of [
      Buffer.concat([
        member(`${line(1)}\n${line(2).slice(0, 9)}`),
        member(''),
        member(`${line(2).slice(9)}\n${line(3)}`),
      ]),
      Buffer.concat([whole, Buffer.alloc(512)]),
      Buffer.concat([header, deflated]),
    ])
      expect(await read(bytes)).toEqual(['1: 1', '2: 2', '3: 3'])
  })

  it('causes no warning about listeners in a source of many chunks', async () => {
    const warnings: string[] = []
    const record = (warning: Error): unknown => warnings.push(warning.name)
    process.on('warning', record)
    const random = Array.from({ length: 60_000 }, (_, nr) => `${(nr * 2_654_435_761) % 4_294_967_296}`)
    await captures(gzipSync(`${line(1)}\n${random.join('\n')}`))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', record)
    expect(warnings).toEqual([])
  })
})

describe('a JSON document over many lines', () => {
  const models = Array.from({ length: 300 }, (_, nr) => ({ id: `a/${nr}`, name: 'x', pricing: { prompt: '1' } }))
  const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
  const observedAt = Date.parse(at)
  const capture = { observed_at: at, data: models }

  it('is one capture: a response, or a list of models with --observed-at', async () => {
    expect(await read(pretty({ data: models }), { observedAt })).toEqual(['1: 300'])
    expect(await read(pretty(models), { observedAt })).toEqual(['1: 300'])
    expect(await read(JSON.stringify(models), { observedAt })).toEqual(['1: 300'])
    expect(await read(`[\n${models.map((model) => JSON.stringify(model)).join(',\n')}\n]`, { observedAt })).toEqual([
      '1: 300',
    ])
  })

  it('is several captures: a list of them, or one document after the other', async () => {
    expect(await read(pretty([capture, { ...capture, data: [1] }]))).toEqual(['1: 300', '1: 1'])
    expect(await read(`[\n${line(1)},\n${line(2)}\n]`)).toEqual(['1: 1', '1: 2'])
    expect(await read(`${pretty(capture)}${line(2)}\n${pretty({ ...capture, data: [1] })}`)).toEqual([
      '1: 300',
      '2106: 2',
      '2107: 1',
    ])
  })

  it('is one error if it is wrong, with what would be right', async () => {
    expect(await read(pretty(models))).toEqual([bad(1, /`observed_at` is missing: pass --observed-at/)])
    expect(await read(pretty({ models }))).toEqual([bad(1, /`data` is missing or is not an array: expected \{"obs/)])
    expect(await read(pretty(models).replace('"a/9"', 'oops'), { observedAt })).toEqual([
      bad(1, /not valid JSON \(Unexpected token 'o', .*oops.*: expected /),
    ])
    expect(await read(pretty(models).slice(0, -2_000), { observedAt })).toEqual([
      bad(
        1,
        /the JSON that starts here is not complete at line \d+: expected a whole document, or one capture per line/,
      ),
    ])
    expect(await read(pretty(models), { observedAt, maxBytes: 5_000 })).toEqual([
      bad(1, /longer than 5000 bytes \(MAX_UPSTREAM_BYTES\): expected one capture per line, for example from `jq -c`/),
    ])
    expect(await read(pretty([capture, { observed_at: at }]))).toEqual([
      '1: 300',
      bad(1, /capture 2 of the list: `data` is missing/),
    ])
  })

  it('that is broken takes no capture with it', async () => {
    const cut = line(9).slice(0, 60)
    const open = line(9).slice(0, 67)
    expect(await read(`${cut}\n${line(2)}\n`)).toEqual([bad(1, /.*: expected/), '2: 2'])
    expect(await read(`${line(1)}\n${open}\n${line(3)}\n`)).toEqual(['1: 1', bad(2, /.*: expected/), '3: 3'])
    expect(await read(`${open}\n\n${pretty(capture)}`)).toEqual([bad(1, /.*: expected/), '3: 300'])
    expect(await read(`[\n${line(1)},\n${line(2)},\n`)).toEqual([bad(1, /.*: expected/), '2: 1', '3: 2'])
    expect(await read(`[\n${line(1)}\n${line(2)}\n`)).toEqual([bad(1, /.*: expected/), '2: 1', '3: 2'])
    expect(await read(`{"a":\n${line(2)}\n`)).toEqual([bad(1, /.*: expected/), '2: 2'])
    expect(await read(`[\n${line(1)},\n${line(2)},,\n]\n`)).toEqual([
      bad(1, /.*: expected/),
      '2: 1',
      bad(3, /.*: expected/),
      bad(4, /.*: expected/),
    ])
    const afterModel = line(9).slice(0, line(9).indexOf('}') + 1)
    expect(await read(`${afterModel}\n${pretty(capture)}`)).toEqual([bad(1, /.*: expected/), '2: 300'])
    expect(await read(`}\n]\n"x\n${line(2)}\n`)).toEqual([
      bad(1, /.*: expected/),
      bad(2, /.*: expected/),
      bad(3, /.*: expected/),
      '4: 2',
    ])
  })
})

describe('a list that contradicts itself', () => {
  it.each([
    [{ total_count: 3 }, /truncated: the list holds 1 models, its total_count says 3; expected all pages in one list/],
    [{ links: { next: '/api/v1/models?offset=1' } }, /truncated: the list links to a next page/],
  ])('is truncated, unless --allow-shrink: %o', async (contradiction, why) => {
    const text = JSON.stringify({ observed_at: at, data: [{ id: 'a/x' }], ...contradiction })
    expect(await read(`${text}\n${line(2)}`)).toEqual([bad(1, why), '2: 2'])
    expect(await read(text, { allowShrink: true })).toEqual(['1: 1'])
  })

  it('is not truncated if it agrees with itself', async () => {
    const text = JSON.stringify({ observed_at: at, data: [{ id: 'a/x' }], total_count: 1, links: { next: null } })
    expect(await read(text)).toEqual(['1: 1'])
  })
})

describe('a file that is not text', () => {
  it.each([
    ['UTF-16', Buffer.from(`\uFEFF${'{\n}\n'.repeat(1_000)}`, 'utf16le')],
    ['xz', Buffer.concat([Buffer.from('fd377a585a00', 'hex'), Buffer.from('\xe9\n'.repeat(1_000), 'latin1')])],
  ])('is reported once (%s)', async (_, content) => {
    const found = await captures(content)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ message: expect.stringContaining('not valid UTF-8') as string })
  })
})

describe('a file without captures', () => {
  it.each([
    ['empty', ''],
    ['blank', '\n \r\n'],
    ['gzipped', gzipSync('')],
  ])('is reported (%s)', async (_, content) => {
    expect(await captures(content)).toMatchObject([
      { place: { line: 1 }, message: 'the file is empty: expected one capture per line' },
    ])
  })
})
