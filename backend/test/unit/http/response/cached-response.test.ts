import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createCachedResponse } from '../../../../src/http/response/cached-response.js'
import { compressions } from '../../../../src/http/response/compress.js'
import { compressResponses } from '../../../../src/http/response/prebuilt.js'

const text = 'every model has a name and a price; '.repeat(200)

describe('a compressed variant', () => {
  it('has its ETag before its body', () => {
    const response = createCachedResponse(text, null)
    for (const encoding of compressions)
      expect(response.variant(encoding)).toMatchObject({
        etag: response.identity.etag.replace(/"$/, `-${encoding}"`),
        body: undefined,
      })
  })

  it.each(compressions)(
    'is compressed once for concurrent requests, and decodes to the identity body: %s',
    async (encoding) => {
      const variant = createCachedResponse(text, null).variant(encoding)!
      const bodies = await Promise.all(Array.from({ length: 20 }, () => variant.load()))
      expect(new Set(bodies)).toEqual(new Set([variant.body]))
      const decode = {
        br: zlib.brotliDecompressSync,
        gzip: zlib.gunzipSync,
        zstd: (zlib as unknown as { zstdDecompressSync: (body: Buffer) => Buffer }).zstdDecompressSync,
      }[encoding]
      expect(decode(variant.body!).toString()).toBe(text)
    },
  )

  it('does not exist for a body that fits one packet', () => {
    expect(createCachedResponse('x'.repeat(1_000), null).variants.map(({ encoding }) => encoding)).toEqual(['identity'])
  })

  it('is offered in zstd where Node supports it', () => {
    expect(compressions.includes('zstd')).toBe('zstdCompress' in zlib)
  })

  it('fits the bytes that its response reserves', async () => {
    const response = createCachedResponse(text, null)
    await compressResponses(new Map([['/list', response]]))
    const bytes = response.variants.reduce((sum, { body }) => sum + body!.length, 0)
    expect(bytes).toBeLessThan(response.maxBytes)
  })
})

it('joins shared parts when its identity body is first needed', () => {
  const rows = Array.from({ length: 50 }, () => Buffer.from(text))
  const response = createCachedResponse({ parts: rows, length: rows.length * text.length, hash: 'x'.repeat(43) }, null)
  expect(response.identity.body?.equals(Buffer.concat(rows))).toBe(true)
  expect(response.identity.body === response.join()).toBe(true)
})

it('never joins a large body to keep it: each client would cost a copy', () => {
  const row = Buffer.alloc(1024 ** 2)
  const response = createCachedResponse(
    { parts: Array(9).fill(row), length: 9 * row.length, hash: 'x'.repeat(43) },
    null,
  )
  expect(response.identity.body).toBeUndefined()
  expect(response.join() === response.join()).toBe(false)
})
