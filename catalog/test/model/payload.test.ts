import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePayload } from '../../src/model/payload.js'

function failure(text: string): { reason: string; detail: string } {
  const payload = parsePayload(text)
  if (payload.ok) throw new Error('the payload was accepted')
  return payload
}

describe('parsePayload', () => {
  it('returns the items of the list, whatever they are', () => {
    expect(parsePayload('{"data":[{"id":"a/b"},null,3]}')).toEqual({ ok: true, items: [{ id: 'a/b' }, null, 3] })
  })

  it('ignores unknown keys, and a total_count and links that say nothing', () => {
    expect(parsePayload('{"data":[1],"total_count":"many","links":null,"new":{}}')).toEqual({ ok: true, items: [1] })
    expect(parsePayload('{"data":[1],"total_count":1,"links":{"next":null}}')).toEqual({ ok: true, items: [1] })
    expect(parsePayload('{"data":[1],"links":{"next":""}}')).toEqual({ ok: true, items: [1] })
  })

  it.each([
    ['{"data":[1,2],"total_count":3,"links":{"next":null}}', 'the list holds 2 models, its total_count says 3'],
    ['{"data":[1,2],"total_count":1}', 'the list holds 2 models, its total_count says 1'],
    ['{"data":[1,2],"total_count":0}', 'its total_count says 0'],
    ['{"data":[1,2],"total_count":"457"}', 'its total_count says 457'],
    ['{"data":[1],"links":{"next":{"href":"/api/v1/models?offset=1"}}}', 'links to a next page'],
    ['{"data":[1],"links":{"next":500}}', 'links to a next page'],
    ['{"data":[1],"total_count":1,"links":{"next":"/api/v1/models?offset=1"}}', 'links to a next page'],
  ])('reports that %s is truncated', (text, why) => {
    const { reason, detail } = failure(text)
    expect(reason).toBe('truncated')
    expect(detail).toContain(why)
  })

  it('ignores a byte order mark', () => {
    expect(parsePayload('\uFEFF{"data":[1]}')).toEqual({ ok: true, items: [1] })
  })

  it.each([
    ['', 'the body is empty'],
    ['  \n', 'the body is empty'],
    ['<!DOCTYPE html><title>Bad gateway</title>', 'looks like HTML'],
    ['\n <?xml version="1.0"?>', 'looks like HTML or XML'],
    ['{"data":[{"id":"a/b"', 'truncated after 20 characters'],
    ['upstream connect error', 'starts with "upstream connect error"'],
    ['{"data":[NaN]}', 'starts with'],
    ['{"data":[]}{"data":[]}', 'starts with'],
  ])('reports why %j is not JSON', (text, why) => {
    const { reason, detail } = failure(text)
    expect(reason).toBe('not_json')
    expect(detail).toContain(why)
  })

  it.each([
    ['[]', 'received an array'],
    ['null', 'received null'],
    ['5', 'received a number'],
    ['"data"', 'received a string'],
    ['{}', 'no `data`'],
    ['{"models":[],"count":0}', 'no `data` among the keys "models, count"'],
    ['{"data":{}}', '`data` is an object, not an array'],
    ['{"data":null}', '`data` is null, not an array'],
    ['{"data":"[]"}', '`data` is a string, not an array'],
    ['{"error":{"code":429,"message":"Rate limited"}}', 'an error: "Rate limited"'],
    ['{"error":"overloaded"}', 'an error: "overloaded"'],
    ['{"error":{"message":{"toString":1}}}', 'no `data` among the keys "error"'],
    ['{"__proto__":{"data":[1]}}', 'no `data`'],
  ])('reports why %j is not a model list', (text, why) => {
    const { reason, detail } = failure(text)
    expect(reason).toBe('not_envelope')
    expect(detail).toContain(why)
  })

  it('reports an empty list', () => {
    expect(failure('{"data":[],"total_count":0}')).toEqual({
      ok: false,
      reason: 'empty',
      detail: 'the list `data` has no models',
    })
  })

  it('escapes every control character that it quotes', () => {
    const payload = parsePayload('a\u0000\u001f\u007f\u0085\u009f')
    expect(payload).toMatchObject({ detail: 'not JSON: starts with "a\\u0000\\u001f\\u007f\\u0085\\u009f"' })
  })

  it('describes any payload in one short printable line', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 500 }),
      fc.string({ unit: 'binary', minLength: 200, maxLength: 500 }).map((text) => `<${text}`),
      fc
        .string({ unit: 'binary', minLength: 200, maxLength: 500 })
        .map((message) => JSON.stringify({ error: { message } })),
      fc.dictionary(fc.string({ minLength: 50, maxLength: 99 }), fc.constant(1)).map((value) => JSON.stringify(value)),
      fc.json(),
    )
    fc.assert(
      fc.property(hostile, (text) => {
        const payload = parsePayload(text)
        const detail = payload.ok ? '' : payload.detail
        expect(detail).not.toMatch(/\p{Cc}|\p{Surrogate}/u)
        const quoted = /"(?:[^"\\]|\\.)*"/.exec(detail)?.[0] ?? '""'
        expect((JSON.parse(quoted) as string).length).toBeLessThanOrEqual(80)
        expect(detail.replace(quoted, '').length).toBeLessThanOrEqual(100)
      }),
    )
  })

  it('survives deep nesting', () => {
    expect(failure('['.repeat(200_000)).reason).toBe('not_json')
    expect(failure(`${'['.repeat(200_000)}${']'.repeat(200_000)}`).reason).not.toBe('empty')
  })
})
