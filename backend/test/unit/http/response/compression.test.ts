import { readFileSync } from 'node:fs'
import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Model } from '@modelkeep/catalog/model/model'
import { createCatalogue } from '../../../../src/catalogue/catalogue.js'
import { createViews } from '../../../../src/http/bodies/catalogue-view.js'
import { compressions } from '../../../../src/http/response/compress.js'
import { createCachedResponse } from '../../../../src/http/response/cached-response.js'
import { createResponseCache } from '../../../../src/http/response/response-cache.js'
import { packageFile } from '../../../../src/lib/package-files.js'
import {
  compressBest,
  compressQuickly,
  prebuildResponses,
  type PrebuiltResponses,
} from '../../../../src/http/response/prebuilt.js'

const text = 'every model has a name and a price; '.repeat(200)
const bodyOf = (entry: ReturnType<typeof createCachedResponse>, encoding: 'br' | 'gzip' | 'zstd') =>
  entry.variant(encoding)?.body

describe('an answer about the past', () => {
  it('counts all that it keeps alive, from the first time it is asked for', () => {
    const rows = Array.from({ length: 50 }, () => Buffer.from(text))
    const content = { parts: rows, length: rows.length * text.length, hash: 'x'.repeat(43) }
    expect(createCachedResponse(content, null).bytes).toBe(0) // rows of the served catalogue, which are there anyhow
    const past = createCachedResponse(content, null, {
      history: { rewrites: 0, appliedId: 1, confirmedAt: 0, settled: true },
    })
    expect(past.bytes).toBe(content.length)
    expect(past.parts.some((part) => rows.some((row) => row === part))).toBe(false)
  })
})

describe('a compressed form', () => {
  it('is not made before somebody asks, and its tag is known all the same', () => {
    const entry = createCachedResponse(text, null)
    expect(entry.bytes).toBe(text.length)
    for (const encoding of compressions)
      expect(entry.variant(encoding)).toMatchObject({
        etag: entry.plain.etag.replace(/"$/, `-${encoding}"`),
        body: undefined,
      })
  })

  it.each(compressions)('is made once for all who ask at the same time: %s', async (encoding) => {
    const entry = createCachedResponse(text, null)
    const grown: number[] = []
    entry.onGrowth = (by) => grown.push(by)
    const asked = Array.from({ length: 20 }, () => entry.make(encoding))
    expect(new Set(asked).size).toBe(1)
    await Promise.all(asked)
    expect(grown).toEqual([bodyOf(entry, encoding)!.length])
    const read = {
      br: zlib.brotliDecompressSync,
      gzip: zlib.gunzipSync,
      zstd: (zlib as unknown as { zstdDecompressSync: (body: Buffer) => Buffer }).zstdDecompressSync,
    }[encoding]
    expect(read(bodyOf(entry, encoding)!).toString()).toBe(text)
  })

  it('is none of an answer that fits a packet', () => {
    expect(createCachedResponse('x'.repeat(1_000), null).offers).toEqual([])
  })

  it('is offered in zstd just where Node has it', () => {
    expect(compressions.includes('zstd')).toBe('zstdCompress' in zlib)
  })

  it('comes at a quick level first, then at the best in its place, under the same tag', async () => {
    const list = readFileSync(packageFile('seed/openrouter-models.json'), 'utf8')
    const entries = new Map([['/list', createCachedResponse(list, null)]])
    const entry = entries.get('/list')!
    await compressQuickly(entries)
    const quick = compressions.map((encoding) => ({ ...entry.variant(encoding)! }))
    expect(quick.map(({ level }) => level)).toEqual(compressions.map(() => 'quick'))
    await compressBest(entries, () => true)
    for (const { encoding, etag, body } of quick) {
      expect(entry.variant(encoding)).toMatchObject({ etag, level: 'best' })
      expect(entry.variant(encoding)!.body!.length).toBeLessThan(body!.length)
    }
  })

  it('is made for a new catalogue where the last one was asked for in it; all of them where nobody asked for any', async () => {
    const views = createViews()
    const warmAfter = (previous?: PrebuiltResponses) =>
      prebuildResponses(
        {
          catalogue: createCatalogue([{ id: 'a/one', name: text }] as Model[]),
          tier: 'upstream',
          changedAt: 0,
          confirmedAt: 0,
        },
        views,
        previous,
      )
    const made = async (entries: PrebuiltResponses) => {
      await compressQuickly(entries)
      return [...entries].flatMap(([url, entry]) =>
        compressions.filter((encoding) => bodyOf(entry, encoding)).map((encoding) => `${url} ${encoding}`),
      )
    }
    const before = await warmAfter()
    const all = ['/api/models', '/api/v1/models'].flatMap((url) => compressions.map((encoding) => `${url} ${encoding}`))
    expect(await made(await warmAfter(before))).toEqual(all)
    before.get('/api/models')!.variant('gzip')!.written = [
      { as: { full: true, age: 0, outcome: 'hit', cors: [] }, headers: [] },
    ]
    const after = await prebuildResponses(
      {
        catalogue: createCatalogue([{ id: 'a/two', name: text }] as Model[]),
        tier: 'upstream',
        changedAt: 0,
        confirmedAt: 0,
      },
      views,
      before,
    )
    expect(await made(after)).toEqual(['/api/models gzip'])
    await compressBest(after, () => true)
    expect(await made(after)).toEqual(['/api/models gzip'])
  })

  it('is not made any better once nobody wants it', async () => {
    const entries = new Map([['/list', createCachedResponse(text, null)]])
    await compressQuickly(entries)
    await compressBest(entries, () => false)
    expect(entries.get('/list')!.variant('br')!.level).toBe('quick')
  })

  it('is taken over from an answer with the same content, and from no other', async () => {
    const [before, same, other] = [
      createCachedResponse(text, null),
      createCachedResponse(text, null),
      createCachedResponse(`${text}.`, null),
    ]
    await before.improve('br')
    same.takeOver(before)
    other.takeOver(before)
    expect(same.variant('br')).toMatchObject({ level: 'best', body: bodyOf(before, 'br') })
    expect(bodyOf(other, 'br')).toBeUndefined()
  })
})

describe('the response cache', () => {
  it('counts what is compressed later, and counts it no more once it is dropped', async () => {
    const [snapshot, cache] = [{}, createResponseCache(100_000)]
    cache.reset(snapshot, new Map())
    const entry = createCachedResponse(text, null)
    cache.store(snapshot, '/x', entry)
    await entry.make('br')
    expect(cache.stats().bytes).toBe(text.length + bodyOf(entry, 'br')!.length)
    cache.invalidate('/x')
    await entry.make('gzip')
    expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0 })
  })

  it('makes room for what is compressed later', async () => {
    const [snapshot, cache] = [{}, createResponseCache(4 * text.length)]
    cache.reset(snapshot, new Map())
    const entries = ['/1', '/2', '/3', '/4'].map((url) => [url, createCachedResponse(text, null)] as const)
    for (const [url, entry] of entries) cache.store(snapshot, url, entry)
    await entries[3]![1].make('gzip')
    expect(['/1', '/2', '/3', '/4'].map((url) => cache.get(url) !== undefined)).toEqual([false, true, true, true])
  })

  it('holds the answers that a snapshot began with through a flood of others, in bytes and in number', () => {
    const [snapshot, cache] = [{}, createResponseCache(10_000, 20)]
    cache.reset(snapshot, new Map([['/list', createCachedResponse('x'.repeat(2_000), null)]]))
    const asked = Array.from({ length: 100 }, (_, nr) => nr).flatMap((nr) => [nr, nr]) // twice: or a full cache does not take them
    for (const nr of asked)
      cache.store(snapshot, `/flood?${nr}`, createCachedResponse('x'.repeat(nr < 50 ? 2_000 : 2), null))
    expect(cache.get('/list')).toBeDefined()
    expect(cache.stats()).toMatchObject({ entries: 20, bytes: 2_000 + 19 * 2 })
  })

  it('keeps the best level of the lists through an invalidation, where what is made anew is the same', async () => {
    const [snapshot, cache] = [{}, createResponseCache(100_000)]
    const list = createCachedResponse(text, null)
    await list.improve('br')
    cache.reset(snapshot, new Map([['/list', list]]))
    expect(cache.invalidate()).toEqual(['/list'])
    expect(cache.get('/list')).toBeUndefined()
    const [other, same] = [createCachedResponse(`${text}.`, null), createCachedResponse(text, null)]
    cache.store(snapshot, '/other', other)
    cache.store(snapshot, '/list', same)
    expect(other.variant('br')!.body).toBeUndefined()
    expect(same.variant('br')).toMatchObject({ level: 'best', body: bodyOf(list, 'br') })
    expect(cache.stats().bytes).toBe(2 * text.length + 1 + bodyOf(list, 'br')!.length)
  })

  it('gets the best level of the lists also where they are invalidated before it is made, and a second time meanwhile', async () => {
    const [snapshot, cache] = [{}, createResponseCache(100_000)]
    const lists = new Map([['/list', createCachedResponse(text, null)]])
    await compressQuickly(lists)
    cache.reset(snapshot, lists)
    const anew = (): ReturnType<typeof createCachedResponse> => {
      cache.invalidate()
      const entry = createCachedResponse(text, null)
      cache.store(snapshot, '/list', entry)
      return entry
    }
    const first = anew()
    expect(compressions.map((encoding) => first.variant(encoding)!.level)).toEqual(compressions.map(() => 'quick'))
    const improving = compressBest(lists, () => true)
    const second = anew()
    await improving
    expect(compressions.map((encoding) => second.variant(encoding)!.level)).toEqual(compressions.map(() => 'best'))
    expect(cache.stats().bytes).toBe(second.bytes)
  })

  it('keeps lists that are larger than its bound, and leaves the others their room', () => {
    const [snapshot, cache] = [{}, createResponseCache(4_000)]
    cache.reset(snapshot, new Map([['/list', createCachedResponse('x'.repeat(50_000), null)]]))
    for (let nr = 0; nr < 10; nr++) cache.store(snapshot, `/${nr}`, createCachedResponse('x'.repeat(1_000), null))
    expect(cache.get('/list')).toBeDefined()
    expect(cache.stats()).toMatchObject({ entries: 5, bytes: 54_000 })
  })

  it('has the answers of a new snapshot at once, and those of the old one no more', () => {
    const cache = createResponseCache(10_000)
    const [old, next] = [createCachedResponse('old', null), createCachedResponse('next', null)]
    cache.reset(
      {},
      new Map([
        ['/list', old],
        ['/gone', old],
      ]),
    )
    cache.reset({}, new Map([['/list', next]]))
    expect([cache.get('/list'), cache.get('/gone')]).toEqual([next, undefined])
  })

  it('is made at the best level only of what that takes seconds for: a thread at it cannot be stopped, and nor can the program', async () => {
    const [today, huge] = [
      createCachedResponse('x'.repeat(1_000_000), null),
      createCachedResponse('x'.repeat(5_000_000), null),
    ]
    await compressBest(
      new Map([
        ['today', today],
        ['huge', huge],
      ]),
      () => true,
    )
    expect([today, huge].map((entry) => entry.variant('gzip')?.level)).toEqual(['best', undefined])
  })
})
