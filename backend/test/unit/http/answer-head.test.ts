import { expect, it } from 'vitest'
import { headText } from '../../../src/http/answer-head.js'
import type { WrittenHeaders } from '../../../src/http/entry.js'

const written = (): WrittenHeaders => ({
  as: { full: true, age: 0, outcome: 'hit', cors: [] },
  headers: ['X-Request-Id', '', 'Age', '0'],
})
const noon = Date.UTC(2026, 10, 22, 12)

it('is what Node would write, to the empty line', () => {
  expect(headText(written(), 304, 'mine', noon)).toBe(
    'HTTP/1.1 304 Not Modified\r\nX-Request-Id: mine\r\nAge: 0\r\nDate: Sun, 22 Nov 2026 12:00:00 GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=65\r\n\r\n',
  )
})

it('has the id of each request, and the date of each second, also where nothing else changes', () => {
  const same = written()
  const heads = [0, 999, 1_000].map((ms) => headText(same, 200, String(ms), noon + ms))
  expect(heads.map((head) => [/Id: (\d+)/.exec(head)?.[1], /12:00:\d\d/.exec(head)?.[0]])).toEqual([
    ['0', '12:00:00'],
    ['999', '12:00:00'],
    ['1000', '12:00:01'],
  ])
})
