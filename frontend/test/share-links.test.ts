import { parseListQuery } from '@modelkeep/catalog/query/list-query'
import { describe, expect, it } from 'vitest'
import { maxSaved, withSearch } from '../src/features/explore/share/saved-searches.js'
import { apiLimits, apiUrl, curlCommand, shareLink } from '../src/features/explore/share/share-links.js'
import type { PageQuery } from '../src/shared/search/page-query.js'

const origin = 'https://models.example'
const workload = { inputTokens: 1, cachedTokens: 0, outputTokens: 1, calls: 1 }

describe('the API URL', () => {
  it.each<[PageQuery, string]>([
    [{}, ''],
    [{ q: "it's", sort: 'input-price-low-to-high' }, '?q=it%27s&sort=input-price-low-to-high'],
    [{ free: true, group: true, workload, sort: 'cost-low-to-high' }, '?free=true'],
    [{ exclude: ['alias', 'batch'], model_authors: ['openai'] }, '?model_authors=openai&exclude=alias,batch'],
    [{ favourites: true }, '?ids=a/x,b/y:free'],
    [{ favourites: true, ids: ['b/y:free', 'c/z'] }, '?ids=b/y:free'],
  ])('of %j', (query, expected) =>
    expect(apiUrl(origin, query, ['a/x', 'b/y:free'])).toBe(`${origin}/api/models${expected}`),
  )
  it('is a valid request for any list, and safe in a shell', () => {
    const query: PageQuery = {
      q: `a'b$(x) "c" \\ &`,
      arch: ["o'x"],
      favourites: true,
      group: true,
      sort: 'cost-high-to-low',
    }
    const url = new URL(apiUrl(origin, query, ['a/x']))
    expect(parseListQuery(Object.fromEntries(url.searchParams))).toEqual({ q: query.q, arch: ["o'x"], ids: ['a/x'] })
    expect(curlCommand(url.href).match(/'/g)).toHaveLength(2)
  })
  it('says what it leaves out', () => {
    expect(apiLimits({ sort: 'cost-low-to-high' })).toMatch(/cost/)
    expect(apiLimits({ group: true })).toMatch(/group/)
    expect(apiLimits({ sort: 'newest', free: true })).toBeNull()
  })
})

describe('the shared link', () => {
  it('is the address', () =>
    expect(shareLink(`${origin}/?q=gpt&sort=newest`, ['a/x'])).toBe(`${origin}/?q=gpt&sort=newest`))
  it('names the favourites, which another browser does not have', () => {
    expect(shareLink(`${origin}/?favourites=true&group=true`, ['a/x', 'b/y:free'])).toBe(
      `${origin}/?group=true&ids=a/x,b/y:free`,
    )
    expect(shareLink(`${origin}/?favourites=true&ids=a/x,c/z`, ['b/y', 'a/x'])).toBe(`${origin}/?ids=a/x`)
    expect(shareLink(`${origin}/?favourites=true`, [])).toBe(`${origin}/?favourites=true`)
  })
})

describe('saved searches', () => {
  it('have one entry for each name, the newest last', () => {
    const first = withSearch(withSearch([], { name: 'a', search: 'q=1' }), { name: 'b', search: '' })
    expect(withSearch(first, { name: 'a', search: 'q=2' })).toEqual([
      { name: 'b', search: '' },
      { name: 'a', search: 'q=2' },
    ])
  })
  it('are limited in number', () => {
    let saved = withSearch([], { name: 'first', search: '' })
    for (let at = 0; at < maxSaved; at += 1) saved = withSearch(saved, { name: String(at), search: '' })
    expect(saved).toHaveLength(maxSaved)
    expect(saved.some(({ name }) => name === 'first')).toBe(false)
  })
})
