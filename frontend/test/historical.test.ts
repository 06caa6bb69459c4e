import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { describe, expect, it } from 'vitest'
import { historicalTime, historicalSearch, historicalOf, historicalPath } from '../src/shared/api/historical.js'
import { activeFilters, droppableFilters, withoutFilters } from '../src/features/explore/filters/active-filters.js'
import { asOfField, fieldValue, timeIn, utcLabel, asSentence } from '../src/shared/ui/utc-time.js'
import { removedQuery } from '../src/features/explore/time-travel/removed-hint.js'

describe('the request', () => {
  it('contains time and removal, and no other filter', () => {
    expect(historicalPath(historicalOf({ as_of: '2025-06-01', free: 'true', q: 'gpt', limit: '10' }) ?? {})).toBe(
      '/api/models?as_of=2025-06-01',
    )
    expect(historicalPath(historicalOf({ removed: 'true', sort: 'newest' }) ?? {})).toBe('/api/models?removed=true')
    expect(historicalPath(historicalOf({ as_of: '2025-06-01T14:05:00+02:00', removed: 'true' }) ?? {})).toBe(
      '/api/models?as_of=2025-06-01T14:05:00%2B02:00&removed=true',
    )
    expect(historicalPath({ removed: true }, 'a/b:free')).toBe('/api/models?ids=a/b:free&removed=true')
  })

  it('is none for the current catalogue or a malformed time', () => {
    expect(historicalOf({})).toBeNull()
    expect(historicalOf({ q: 'gpt', removed: 'false' })).toBeNull()
    expect(historicalOf({ as_of: 'yesterday' })).toBeNull()
  })

  it('counts removed models by every filter, without sorting and paging', () => {
    const query: ListQuery = {
      q: 'gpt',
      free: true,
      sort: 'newest',
      limit: 3,
      offset: 3,
      as_of: '2025-06-01T00:00:00.000Z',
    }
    expect(removedQuery(query)).toBe('q=gpt&free=true&as_of=2025-06-01T00:00:00.000Z&removed=true')
  })
})

describe('a historical time', () => {
  it('is parsed', () => {
    expect(historicalTime({ as_of: '2025-06-01' })).toBe(Date.UTC(2025, 5, 1))
    expect(historicalTime({ as_of: '2025-06-01T14:05:00 02:00' })).toBe(Date.UTC(2025, 5, 1, 12, 5))
    expect(historicalTime({ removed: 'true' })).toBeNull()
  })

  it('is the only parameter that models of the list keep', () => {
    expect(historicalSearch({ as_of: '2025-06-01', q: 'x' })).toEqual({ as_of: '2025-06-01' })
    expect(historicalSearch({ q: 'x' })).toEqual({})
  })

  it('is formatted in UTC', () => {
    expect(utcLabel('2025-06-01T14:05:00.000Z')).toBe('1 Jun 2025, 14:05 UTC')
    expect(utcLabel('2025-06-01')).toBe('1 Jun 2025, 00:00 UTC')
    expect(utcLabel('then')).toBe('then')
  })

  it('converts to a field value and back', () => {
    const first = Date.parse('2024-09-21T02:09:31.000Z')
    expect(fieldValue(first)).toBe('2024-09-21T02:09')
    expect(fieldValue(first, true)).toBe('2024-09-21T02:10')
    expect(asOfField('2025-06-01T14:05')).toBe('2025-06-01T14:05:00.000Z')
  })

  it('is found in messages of the service', () => {
    const message = 'nothing is known of that moment: the first observation was made at 2024-09-21T02:09:31.000Z'
    expect(timeIn(message)).toBe(Date.parse('2024-09-21T02:09:31.000Z'))
    expect(asSentence(message)).toBe(
      'Nothing is known of that moment: the first observation was made at 21 Sept 2024, 02:09 UTC.',
    )
    expect(timeIn('no')).toBeNull()
    expect(timeIn(undefined)).toBeNull()
  })
})

describe('filters', () => {
  const query: ListQuery = { as_of: '2025-06-01T00:00:00.000Z', removed: true, free: true }
  it('include removed models, but not the time', () => {
    expect(activeFilters(query).map(({ text }) => text)).toEqual(['Removed models', 'Free'])
  })
  it('suggested for removal do not change the catalogue', () => {
    expect(droppableFilters(query).map(({ key }) => key)).toEqual(['free'])
  })
  it('are all cleared except the time', () => {
    expect(JSON.parse(JSON.stringify({ ...query, ...withoutFilters(query) }))).toEqual({
      as_of: '2025-06-01T00:00:00.000Z',
    })
  })
})
