import { describe, expect, it } from 'vitest'
import { curlCommand, modelkeepCommand, type WatchDraft } from '../src/shared/watches/watch-commands.js'
import { filterOfChanges, filterOfList } from '../src/shared/watches/watch-filter.js'

describe('the filter of a watch', () => {
  it('is that of the changes', () => {
    expect(
      filterOfChanges({ kind: 'price_changed,renamed', author: 'openai', model: 'a/b', min_percent: '5' }),
    ).toEqual({
      filter: { kind: ['price_changed', 'renamed'], author: ['openai'], model: ['a/b'], min_percent: 5 },
      note: null,
    })
    expect(filterOfChanges({})).toEqual({ filter: {}, note: null })
  })

  it('leaves out what a watch cannot express, and says so', () => {
    expect(filterOfChanges({ since: '2026-01-01', scheduled: 'true', limit: '10', min_percent: 'x' })).toEqual({
      filter: {},
      note: expect.stringContaining('no time range'),
    })
    const many = filterOfChanges({ model: Array.from({ length: 150 }, (_, nr) => `a/m${nr}`).join(',') })
    expect([many.filter.model?.length, many.note]).toEqual([100, 'The first 100 of 150 models are included.'])
  })

  it('of a list is its query, without order and history', () => {
    expect(filterOfList('free=true&context=200000&sort=newest', false)).toEqual({
      filter: { query: 'free=true&context=200000' },
      note: null,
    })
    expect(filterOfList('as_of=2026-01-01&q=a%20b', true)).toEqual({
      filter: { query: 'q=a%20b' },
      note: 'Not part of a watch: as_of, favourites.',
    })
    expect(filterOfList('', false)).toEqual({ filter: { query: '' }, note: null })
  })
})

describe('the commands that create a watch', () => {
  const draft: WatchDraft = { name: "Bob's", type: 'webhook', target: '', grouping: 'each' }

  it('quote for a POSIX shell', () => {
    expect(curlCommand(draft, { author: ['openai'] }, 'https://m.example')).toBe(
      `curl -X POST https://m.example/api/watches \\
  -H "Authorization: Bearer $ADMIN_TOKEN" -H 'Content-Type: application/json' \\
  -d '{"name":"Bob'\\''s","filter":{"author":["openai"]},"grouping":"each","destination":{"type":"webhook","url":"https://hooks.example.com/modelkeep"}}'`,
    )
    expect(modelkeepCommand({ ...draft, grouping: 'daily' }, { query: 'free=true&q=x' }, 'https://m.example')).toBe(
      `modelkeep watch add 'Bob'\\''s' --url https://m.example \\
  --webhook https://hooks.example.com/modelkeep --digest daily \\
  --query 'free=true&q=x'`,
    )
  })

  it('have every condition of the filter', () => {
    const filter = { kind: ['price_changed'], model: ['a/b', 'c/d:free'], min_percent: 2.5, direction: 'up' } as const
    expect(
      modelkeepCommand(draft, { ...filter, kind: ['price_changed'], model: [...filter.model] }, 'http://x'),
    ).toContain('--kind price_changed \\\n  --model a/b,c/d:free \\\n  --min-percent 2.5 \\\n  --direction up')
  })

  it('keep the URLs of chats out of the history of a shell', () => {
    expect(modelkeepCommand({ ...draft, type: 'slack' }, {}, 'http://x')).toContain('--slack env:SLACK_URL')
    expect(modelkeepCommand({ ...draft, type: 'email', target: ' a@b.example ' }, {}, 'http://x')).toContain(
      '--email a@b.example',
    )
  })
})
