import { readFileSync } from 'node:fs'
import { validateItem } from '@modelkeep/catalog/model/validate-item'
import { parsePayload } from '@modelkeep/catalog/model/payload'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packageFile } from '../../../src/lib/package-files.js'
import { createPayloadReader, type PayloadReading } from '../../../src/sync/read-payload.js'
import { splitPayload } from '../../../src/sync/split-payload.js'
import { captureBytes, haveCaptures, noCaptures } from '../../helpers/captures.js'
import { exampleModel } from '../../helpers/fake-upstream.js'

const seed = JSON.parse(readFileSync(packageFile('seed/openrouter-models.json'), 'utf8')) as {
  data: Record<string, unknown>[]
}
const textOf = (...items: unknown[]): string => JSON.stringify({ data: items })
const split = (text: string) => splitPayload(Buffer.from(text))

/** What the body says by the book: decoded, parsed and inspected as a whole. */
function byTheBook(body: Buffer) {
  try {
    const payload = parsePayload(new TextDecoder('utf-8', { fatal: true }).decode(body))
    return payload.ok ? payload.items.map((item) => validateItem(item)) : payload
  } catch {
    return { ok: false, reason: 'not_json', detail: 'not JSON: the body is not valid UTF-8' }
  }
}

const told = (reading: PayloadReading) => (reading.ok ? reading.items.map(({ inspection }) => inspection) : reading)

describe('a payload', () => {
  const nestedIds = { ...exampleModel('a/nested'), voices: [{ id: 'a' }, { id: 'b' }] }
  const anything = fc.oneof(
    fc.constantFrom(
      ...seed.data.slice(0, 20),
      exampleModel('a/one'),
      nestedIds,
      { id: 7 },
      { name: 'no id' },
      null,
      'text',
      [],
    ),
    fc.record({
      id: fc.constantFrom('a/x', '},{"id":"', '\\', '"'),
      name: fc.constantFrom('}]', '},{"id":"', '\ud800', 'ü€😀'),
    }),
  )
  const others = fc.constantFrom(
    {},
    { total_count: 3 },
    { links: { next: null } },
    { data: [] },
    { data: null },
    { x: [{ id: 'a' }] },
  )
  const bodies = fc.record({ items: fc.array(anything, { maxLength: 6 }), others, indent: fc.constantFrom(0, 2) })
  const good = bodies.map((body) =>
    Buffer.from(JSON.stringify({ data: body.items, ...body.others }, null, body.indent)),
  )
  const twice = bodies.map((body) =>
    Buffer.from(`${JSON.stringify({ data: body.items }).slice(0, -1)},${JSON.stringify(body.others).slice(1)}`),
  )
  const broken = fc
    .tuple(good, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.boolean())
    .map(([body, at, byte, cut]) => {
      if (cut) return body.subarray(0, at % (body.length + 1))
      const copy = Buffer.from(body)
      if (copy.length > 0) copy[at % copy.length] = byte
      return copy
    })

  it('is read as by the book, whatever it is, and whatever was read before', async () => {
    const read = createPayloadReader()
    await fc.assert(
      fc.asyncProperty(fc.oneof(good, twice, broken), async (body) => {
        expect(told(await read(body))).toEqual(byTheBook(body))
      }),
      { numRuns: 1_500 },
    )
  })

  it.each([
    ['a byte order mark', Buffer.from(`\uFEFF${textOf(exampleModel('a/one'))}`)],
    ['no UTF-8', Buffer.from([0x7b, 0xff])],
    ['HTML', Buffer.from('<html>')],
    ['nothing', Buffer.alloc(0)],
    ['the real list', Buffer.from(textOf(...seed.data))],
  ])('is read as by the book: %s', async (_, body) => {
    expect(told(await createPayloadReader()(body))).toEqual(byTheBook(body))
  })

  it('gives the very same entries for the models that were in the one before, wherever they stand, and new ones for others', async () => {
    const read = createPayloadReader()
    const [one, two, three] = [exampleModel('a/one'), exampleModel('a/two'), exampleModel('a/three')]
    const entriesOf = async (...items: unknown[]) => {
      const reading = await read(Buffer.from(textOf(...items)))
      return reading.ok ? reading.items.map(({ entry }) => entry) : []
    }
    const before = await entriesOf(one, two)
    const after = await entriesOf({ ...two, context_length: 7 }, three, one, one)
    expect(after.map((entry) => before.indexOf(entry))).toEqual([-1, -1, 0, 0])
    expect((await entriesOf(two))[0]).not.toBe(before[1]) // it remembers one payload, not all of them
  })

  it('is remembered where the next one cannot be trusted', async () => {
    const read = createPayloadReader()
    const body = Buffer.from(textOf(exampleModel('a/one')))
    const entryIn = async () => {
      const reading = await read(body)
      return reading.ok ? reading.items[0]!.entry : null
    }
    const before = await entryIn()
    await read(body.subarray(0, 30))
    expect(await entryIn()).toBe(before)
  })
})

describe('what a payload is cut into', () => {
  it('is the bytes of each item, of the real list as well, and what there is beside them', () => {
    expect(split('{"data":[{"id":"a"},{"id":"b","x":{}}],"links":{"next":null}}')).toMatchObject({
      items: ['{"id":"a"}', '{"id":"b","x":{}}'].map((text) => Buffer.from(text)),
      others: { links: { next: null } },
    })
    expect(split('{"data":[{"id":"a"}],"x":[{"id":"b"},{"id":"c"},1]}')!.items.map(String)).toEqual(['{"id":"a"}'])
    expect(split(textOf(...seed.data))!.items.map((item) => JSON.parse(item.toString()) as unknown)).toEqual(seed.data)
  })

  it.skipIf(!haveCaptures)(`is all models of what upstream really answers (skipped where ${noCaptures})`, () => {
    const body = captureBytes('openrouter-models-2026-08-22.json')
    expect(splitPayload(body)!.items.map((item) => JSON.parse(item.toString()) as unknown)).toEqual(
      (JSON.parse(body.toString()) as { data: unknown[] }).data,
    )
  })

  it.each([
    '',
    '{"data":[]}',
    '{"data":[{"name":"a"}]}',
    '{ "data": [{"id":"a"}]}',
    '{"data":[{"id":"a"}',
    '{"data":[{"id":"a"}],}',
    '{"data":[{"id":"a"}]]',
    '{"data":[{"id":"a"}],"data":[]}',
    '{"links":{},"data":[{"id":"a"}]}',
  ])('is nothing where it is not as usual: %s', (text) => {
    expect(split(text)).toBeNull()
  })
})
