import { readFileSync } from 'node:fs'
import { validateItem } from '@modelkeep/catalog/model/validate-item'
import { describe, expect, it } from 'vitest'
import { packageFile } from '../../../src/lib/package-files.js'
import { readPayload } from '../../../src/sync/read-payload.js'
import { exampleModel } from '../../helpers/fake-upstream.js'

const seed = JSON.parse(readFileSync(packageFile('seed/openrouter-models.json'), 'utf8')) as {
  data: Record<string, unknown>[]
}
const bodyOf = (...items: unknown[]): Buffer => Buffer.from(JSON.stringify({ data: items }))

describe('reading a payload', () => {
  it('returns every item as received, with its inspection, in upstream order', async () => {
    const items = [...seed.data, { id: 7 }, { name: 'no id' }, null, 'text', []]
    expect(await readPayload(bodyOf(...items))).toEqual({
      ok: true,
      items,
      inspections: items.map((item) => validateItem(item)),
    })
  })

  it('accepts a byte order mark', async () => {
    const body = Buffer.concat([Buffer.from('\uFEFF'), bodyOf(exampleModel('a/one'))])
    expect(await readPayload(body)).toMatchObject({ ok: true, inspections: [{ id: 'a/one' }] })
  })

  it('takes the last of two `data` keys, as JSON.parse does', async () => {
    const body = Buffer.from(`{"data":[${JSON.stringify(exampleModel('a/one'))}],"data":[]}`)
    expect(await readPayload(body)).toMatchObject({ ok: false, reason: 'empty' })
  })

  it.each([
    ['a body that is not UTF-8', Buffer.from([0x7b, 0xff]), 'not_json', 'not JSON: the body is not valid UTF-8'],
    ['HTML', Buffer.from('<html>'), 'not_json', expect.stringContaining('HTML')],
    ['an empty body', Buffer.alloc(0), 'not_json', 'not JSON: the body is empty'],
    [
      'a truncated list',
      bodyOf(exampleModel('a/one')).subarray(0, 30),
      'not_json',
      expect.stringContaining('truncated'),
    ],
    ['an object without a list', Buffer.from('{"links":{}}'), 'not_envelope', expect.stringContaining('data')],
  ])('rejects %s', async (_, body, reason, detail) => {
    expect(await readPayload(body)).toEqual({ ok: false, reason, detail })
  })
})

it.each([
  ['short', '0', 100_001],
  ['long, parsed in a thread', 'null', 1_000_000],
])('rejects too many items without reading them: %s', async (_, item, count) => {
  const body = Buffer.from(`{"data":[${item}${`,${item}`.repeat(count - 1)}]}`)
  const detail = 'the list has more than 100000 models'
  expect(await readPayload(body)).toEqual({ ok: false, reason: 'too_large', detail })
})

describe('a large or hostile payload, which is parsed in a thread of its own', () => {
  const padding = exampleModel('a/padding', { description: 'x'.repeat(200_000) })
  /** Ten times the padding is larger than what is parsed in this thread. */
  const large = (...items: unknown[]): Buffer =>
    Buffer.from(
      JSON.stringify({
        data: [...Array.from({ length: 10 }, (_, nr) => ({ ...padding, id: `a/padding-${nr}` })), ...items],
        links: { next: null },
      }),
    )

  it('is read like any other', async () => {
    const odd = [exampleModel('a/one', { new: ['\n', '!', '\u2028', '😀'] }), null, 5, 'text', exampleModel('a/two')]
    const list = await readPayload(large(...odd))
    if (!list.ok) throw new Error(list.detail)
    expect(list.items.slice(10)).toEqual(odd)
    expect(list.inspections.slice(10).map(({ id }) => id)).toEqual(['a/one', null, null, null, 'a/two'])
  })

  it.each([
    ['a million keys', Object.fromEntries(Array.from({ length: 1_000_000 }, (_, nr) => [`k${nr}`, 1])), /longer than/],
    [
      'twenty thousand keys',
      Object.fromEntries(Array.from({ length: 20_000 }, (_, nr) => [`k${nr}`, 1])),
      /10000 values/,
    ],
    ['a text that grows when it is normalised', { description: '\uFDFA'.repeat(300_000) }, /longer than 262144 char/],
    ['a million distinct words', { description: Array.from({ length: 1_000_000 }, (_, nr) => nr).join(' ') }, /longer/],
    ['a million lists in each other', { deep: nested(1_000_000) }, /nested too deeply/],
    ['a hundred lists in each other', { deep: nested(100) }, /nested deeper than 32/],
  ])('leaves out a model with %s, and keeps the others', async (_, fields, reason) => {
    // Not by JSON.stringify, which cannot write deep values.
    const text = stringify({ ...exampleModel('a/huge'), ...fields })
    const body = `{"data":[${JSON.stringify(exampleModel('a/one'))},${text},${JSON.stringify(exampleModel('a/two'))}]}`
    const list = await readPayload(Buffer.from(body))
    if (!list.ok) throw new Error(list.detail)
    expect(list.inspections.map(({ id, model }) => [id, model !== null])).toEqual([
      ['a/one', true],
      ['a/huge', false],
      ['a/two', true],
    ])
    expect(list.inspections[1]).toMatchObject({ reason: expect.stringMatching(reason) })
  })

  it.each([
    ['opening brackets alone', Buffer.from('['.repeat(2_000_000)), 'not_json'],
    ['half a list', Buffer.from(large().subarray(0, -100)), 'not_json'],
    [
      'bytes that are not UTF-8',
      Buffer.concat([large().subarray(0, -20), Buffer.from([0xff]), large().subarray(-20)]),
      'not_json',
    ],
    ['no list', Buffer.from(JSON.stringify({ models: 'x'.repeat(2_000_000) })), 'not_envelope'],
    ['an empty list', Buffer.from(JSON.stringify({ data: [], padding: 'x'.repeat(2_000_000) })), 'empty'],
    [
      'a count that differs',
      Buffer.from(JSON.stringify({ data: [padding], total_count: 2, padding: 'x'.repeat(2_000_000) })),
      'truncated',
    ],
  ])('is not a list: %s', async (_, body, reason) => {
    const read = await readPayload(body)
    expect(read).toMatchObject({ ok: false, reason, detail: expect.stringMatching(/^.{1,200}$/) })
  })
})

function nested(levels: number): string {
  return `raw:${'['.repeat(levels)}${']'.repeat(levels)}`
}

/** JSON, in which a text that starts with `raw:` is written as it is. */
function stringify(value: Record<string, unknown>): string {
  const members = Object.entries(value).map(([key, item]) => {
    const raw = typeof item === 'string' && item.startsWith('raw:') ? item.slice(4) : JSON.stringify(item)
    return `${JSON.stringify(key)}:${raw}`
  })
  return `{${members.join(',')}}`
}
