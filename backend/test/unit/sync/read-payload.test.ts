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
