import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { describe, expect, it } from 'vitest'
import { changeFeed } from '../../../src/history/changes/change-feed.js'

const change: ListedChange = {
  seq: 6,
  observed_at: '2026-08-22T14:05:00.000Z',
  model_id: 'acme/a',
  name: ' Acme & <b>Co</b> ]]> ',
  author: 'acme',
  kind: 'price_changed',
  field: 'pricing.prompt',
  before: '0.000001',
  after: '0.000002',
  percent: 100,
  scheduled: false,
  flapping: null,
  removed_at: null,
  removed_seq: null,
}
const schema: ListedChange = {
  ...change,
  seq: 5,
  model_id: null,
  name: null,
  author: null,
  kind: 'schema_changed',
  field: 'pricing.web_search',
  before: { models: 0 },
  after: { models: 331 },
  percent: null,
}
const uuid = /urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}/g
const atom = (changes: ListedChange[], path = '/api/changes.atom') => changeFeed(changes, path, 'atom', 0)
const json = async (changes: ListedChange[]) =>
  JSON.parse(await changeFeed(changes, '/api/changes.json', 'json', 0)) as {
    version: string
    title: string
    items: Record<string, unknown>[]
  }

describe('the Atom feed (RFC 4287)', () => {
  it('has all required elements', async () => {
    const [head = '', ...entries] = (await atom([change, schema])).split('<entry>')
    for (const part of [head, ...entries]) {
      for (const element of ['id', 'title', 'updated'])
        expect(part.match(new RegExp(`<${element}[ >]`, 'g')), `${element} in ${part}`).toHaveLength(1)
      expect(part).toMatch(/<link [^>]*href="https:\/\//)
    }
    expect(head).toContain('<author>')
    expect(entries).toHaveLength(2)
    for (const entry of entries) expect(entry).toMatch(/<category [^>]*term="\w+"/)
  })

  it('is dated by its newest entry', async () => {
    expect(await atom([change])).toContain('<updated>2026-08-22T14:05:00.000Z</updated>')
    expect(await atom([])).toContain('<updated>1970-01-01T00:00:00.000Z</updated>')
  })

  it('escapes markup in a name', async () => {
    const text = await atom([change])
    const { items } = await json([change])
    expect(text).not.toContain('<b>')
    expect(text).toContain('Acme &amp; &lt;b&gt;Co&lt;/b&gt; ]]&gt;: price of input tokens rose 100 %')
    expect(items[0]).toMatchObject({
      title: 'Acme & <b>Co</b> ]]>: price of input tokens rose 100 %: $1.00 → $2.00 per million',
    })
    expect(items[0]?.['content_html']).not.toContain('<b>')
  })
})

describe('a model id with markup', () => {
  it('is escaped in links', async () => {
    expect(await atom([{ ...change, model_id: 'a/"><script>' }])).toContain('/a/&quot;&gt;&lt;script&gt;"/>')
  })
})

describe('a name with characters that XML forbids', () => {
  it('does not break the feed', async () => {
    const text = await atom([{ ...change, name: 'bell \u0007 and \uFFFF' }])
    expect(text).toContain('bell \uFFFD and \uFFFD')
    expect(text).not.toContain('\u0007')
  })
})

describe('feed entries', () => {
  it('keep their ids in every feed, and if their `seq` changes', async () => {
    const [, first] = (await atom([change])).match(uuid) ?? []
    const renamed = await atom([schema, { ...change, seq: 999, name: 'Renamed' }], '/api/changes.atom?limit=2')
    expect(first).toBeDefined()
    expect(renamed.match(uuid)?.[2]).toBe(first)
    expect((await json([change])).items[0]?.['id']).toBe(first)
  })

  it('have distinct ids, as feeds do', async () => {
    const all = [
      ...((await atom([change, schema])).match(uuid) ?? []),
      ...((await atom([], '/api/changes.atom?kind=renamed')).match(uuid) ?? []),
    ]
    expect(new Set(all).size).toBe(4)
  })
})

describe('the JSON feed', () => {
  it('has all required fields', async () => {
    const feed = await json([change, schema])
    expect(feed).toMatchObject({
      version: expect.stringMatching(/^https:\/\/jsonfeed\.org\/version\/1/) as string,
      title: 'AI model changes',
    })
    expect(feed.items).toHaveLength(2)
    for (const item of feed.items)
      expect(Object.keys(item)).toEqual(
        expect.arrayContaining(['id', 'url', 'title', 'content_html', 'date_published']),
      )
  })
})
