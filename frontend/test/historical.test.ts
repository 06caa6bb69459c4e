import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { describe, expect, it } from 'vitest'
import { momentOf, momentSearch, pastOf, pastPath } from '../src/shared/api/historical.js'
import { activeFilters, droppableFilters, withoutFilters } from '../src/features/explore/filters/active-filters.js'
import { asOfField, fieldValue, momentIn, momentLabel, readable } from '../src/shared/ui/utc-time.js'
import { removedQuery } from '../src/features/explore/time-travel/removed-hint.js'

describe('what goes to the service', () => {
  it('is the moment and whether the removed are meant, and no other filter', () => {
    expect(pastPath(pastOf({ as_of: '2025-06-01', free: 'true', q: 'gpt', limit: '10' }) ?? {})).toBe(
      '/api/models?as_of=2025-06-01',
    )
    expect(pastPath(pastOf({ removed: 'true', sort: 'newest' }) ?? {})).toBe('/api/models?removed=true')
    expect(pastPath(pastOf({ as_of: '2025-06-01T14:05:00+02:00', removed: 'true' }) ?? {})).toBe(
      '/api/models?as_of=2025-06-01T14:05:00%2B02:00&removed=true',
    )
    expect(pastPath({ removed: true }, 'a/b:free')).toBe('/api/models?ids=a/b:free&removed=true')
  })

  it('is nothing where the present is asked for, or no moment', () => {
    expect(pastOf({})).toBeNull()
    expect(pastOf({ q: 'gpt', removed: 'false' })).toBeNull()
    expect(pastOf({ as_of: 'yesterday' })).toBeNull()
  })

  it('counts removed models by every filter, without order and pages', () => {
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

describe('a moment', () => {
  it('is that from which ages count', () => {
    expect(momentOf({ as_of: '2025-06-01' })).toBe(Date.UTC(2025, 5, 1))
    expect(momentOf({ as_of: '2025-06-01T14:05:00 02:00' })).toBe(Date.UTC(2025, 5, 1, 12, 5))
    expect(momentOf({ removed: 'true' })).toBeNull()
  })

  it('is handed on to the models of the list, as nothing else is', () => {
    expect(momentSearch({ as_of: '2025-06-01', q: 'x' })).toEqual({ as_of: '2025-06-01' })
    expect(momentSearch({ q: 'x' })).toEqual({})
  })

  it('is written in words, in UTC', () => {
    expect(momentLabel('2025-06-01T14:05:00.000Z')).toBe('1 June 2025, 14:05 UTC')
    expect(momentLabel('2025-06-01')).toBe('1 June 2025, 00:00 UTC')
    expect(momentLabel('then')).toBe('then')
  })

  it('goes into a field and out of it again', () => {
    const first = Date.parse('2024-09-21T02:09:31.000Z')
    expect(fieldValue(first)).toBe('2024-09-21T02:09')
    expect(fieldValue(first, true)).toBe('2024-09-21T02:10')
    expect(asOfField('2025-06-01T14:05')).toBe('2025-06-01T14:05:00.000Z')
  })

  it('is found in what the service says', () => {
    const said = 'nothing is known of that moment: the first observation was made at 2024-09-21T02:09:31.000Z'
    expect(momentIn(said)).toBe(Date.parse('2024-09-21T02:09:31.000Z'))
    expect(readable(said)).toBe(
      'Nothing is known of that moment: the first observation was made at 21 September 2024, 02:09 UTC.',
    )
    expect(momentIn('no')).toBeNull()
    expect(momentIn(undefined)).toBeNull()
  })
})

describe('the filters', () => {
  const query: ListQuery = { as_of: '2025-06-01T00:00:00.000Z', removed: true, free: true }
  it('tell of removed models; of the moment a banner does', () => {
    expect(activeFilters(query).map(({ text }) => text)).toEqual(['Removed models', 'Free'])
  })
  it('drop nothing that leads to another catalogue', () => {
    expect(droppableFilters(query).map(({ key }) => key)).toEqual(['free'])
  })
  it('are all cleared but the moment', () => {
    expect(JSON.parse(JSON.stringify({ ...query, ...withoutFilters(query) }))).toEqual({
      as_of: '2025-06-01T00:00:00.000Z',
    })
  })
})
