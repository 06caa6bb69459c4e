import { describe, expect, it } from 'vitest'
import { entriesOf, totalsOf, totalsText } from '../src/features/changes/list/change-entries.js'
import { priceMove } from '../src/features/changes/list/price-move.js'
import { weekSummary } from '../src/features/changes/week/week.js'
import { aChange } from './helpers/changes.js'

const at = (hour: number): string => new Date(2026, 7, 22, hour).toISOString()
const output = { field: 'pricing.completion', before: '0.00001', after: '0.000008' }
const schemaChange = { kind: 'schema_changed', model_id: null, name: null, percent: null } as const

describe('entries', () => {
  it('hold all that one sync changed on one model, in the order of its derivation', () => {
    const changes = [
      aChange(6, { observed_at: at(14), ...output }),
      aChange(5, { observed_at: at(14) }),
      aChange(4, { observed_at: at(14), model_id: 'a/other' }),
      aChange(3, { observed_at: at(13) }),
    ]
    expect(entriesOf(changes).map((entry) => entry.changes.map(({ seq }) => seq))).toEqual([[5, 6], [4], [3]])
  })

  it('keep schema changes apart', () => {
    const changes = [aChange(2, schemaChange), aChange(1, schemaChange)]
    expect(entriesOf(changes)).toHaveLength(2)
    expect(entriesOf([])).toEqual([])
  })

  it('are counted by what happened to the model', () => {
    const changes = [
      aChange(9, { observed_at: at(14), ...output }),
      aChange(8, { observed_at: at(14) }),
      aChange(7, { observed_at: at(14), kind: 'context_changed' }),
      aChange(6, { kind: 'model_added', model_id: 'a/1' }),
      aChange(5, { kind: 'model_removed', model_id: 'a/2' }),
      aChange(4, { kind: 'model_returned', model_id: 'a/3' }),
      aChange(3, { kind: 'renamed', model_id: 'a/4' }),
      aChange(2, schemaChange),
    ]
    const totals = totalsOf(entriesOf(changes))
    expect(totals).toEqual({ prices: 1, added: 1, removed: 1, returned: 1, other: 2 })
    expect(totalsText(totals)).toBe('1 price change, 1 added, 1 removed, 1 returned, 2 other changes')
    expect(totalsText({ prices: 1_200, added: 0, removed: 0, returned: 0, other: 1 })).toBe(
      '1,200 price changes, 1 other change',
    )
    expect(totalsText(totalsOf([]))).toBe('')
  })
})

describe('a price change', () => {
  const words = (over: Parameters<typeof aChange>[1]) => {
    const move = priceMove(aChange(1, over))
    return move && [`${move.name} ${move.text} ${move.unit}`, move.percent]
  }

  it('is worded with both prices', () => {
    expect(words({})).toEqual(['Input $2.50 → $2.00 per million', -20])
    expect(words({ field: 'pricing.web_search', before: '0.01', after: '0.02', percent: 100 })).toEqual([
      'Web search $0.01 → $0.02 per search',
      100,
    ])
    expect(words({ after: '-1', percent: null })).toEqual(['Input $2.50 → dynamic per million', null])
  })

  it.each([null, undefined, 'soon'])(
    'to or from a price that is not published (%j) is no rise and no fall',
    (absent) => {
      const read = { field: 'pricing.input_cache_read', percent: null }
      expect(words({ ...read, before: absent })).toEqual(['Cached input now published: $2.00 per million', null])
      expect(words({ ...read, after: absent })).toEqual([
        'Cached input no longer published, was $2.50 per million',
        null,
      ])
    },
  )

  it('of a flapping price names both values', () => {
    const flapping = { times: 4, since: at(1), values: ['0.0000025', '0.000002'] }
    expect(words({ flapping })).toEqual(['Input alternates between $2.50 and $2.00 per million', null])
  })

  it('is none when it is about no single price', () => {
    expect(words({ field: 'pricing.overrides' })).toBeNull()
    expect(words({ field: 'pricing.discount' })).toBeNull()
    expect(words({ kind: 'context_changed', field: 'context_length' })).toBeNull()
  })
})

describe('the week', () => {
  const moved = (seq: number, before: string, after: string, over: Parameters<typeof aChange>[1] = {}) =>
    aChange(seq, { model_id: 'a/x', name: 'A: X', before, after, ...over })

  it('compares the first and the last price', () => {
    const { fell, rose } = weekSummary([moved(3, '0.000003', '0.000001'), moved(2, '0.000002', '0.000003')])
    expect(fell.map(({ id, before, after, percent }) => [id, before, after, percent])).toEqual([
      ['a/x', '0.000002', '0.000001', -50],
    ])
    expect(rose).toEqual([])
  })

  it('rates input and output prices only', () => {
    const { fell, totals } = weekSummary([moved(1, '0.000002', '0.000001', { field: 'pricing.input_cache_read' })])
    expect([fell, totals.prices]).toEqual([[], 1])
  })

  it('does not count a price that is where it was', () => {
    const { fell, rose, totals } = weekSummary([moved(3, '0.000003', '0.000002'), moved(2, '0.000002', '0.000003')])
    expect([fell, rose, totals.prices]).toEqual([[], [], 1])
  })

  it('does not rate prices that are not published, dynamic or zero', () => {
    const changes = ['-1', '0', null].map((before, nr) =>
      aChange(nr + 1, { before, model_id: `a/${nr}`, percent: null }),
    )
    const { fell, rose } = weekSummary(changes)
    expect([fell, rose]).toEqual([[], []])
  })

  it('lists the three largest moves, each model once, and prefers the input price', () => {
    const changes = [10, 40, 30, 20].flatMap((percent, nr) => {
      const to = String((100 - percent) / 1e8)
      const of = { model_id: `a/${percent}` }
      const after = Number(to).toFixed(8)
      return [
        moved(2 * nr + 2, '0.00000100', after, { ...of, field: 'pricing.completion' }),
        moved(2 * nr + 1, '0.00000100', after, of),
      ]
    })
    const { fell } = weekSummary(changes)
    expect(fell.map(({ id, field }) => [id, field])).toEqual([
      ['a/40', 'pricing.prompt'],
      ['a/30', 'pricing.prompt'],
      ['a/20', 'pricing.prompt'],
    ])
  })

  it('names added and removed models once, by id when they have no name', () => {
    const { added, removed, totals } = weekSummary([
      aChange(4, { kind: 'model_added', observed_at: at(3), model_id: 'a/x', name: ' X ' }),
      aChange(3, { kind: 'model_removed', observed_at: at(2), model_id: 'a/y', name: null }),
      aChange(2, { kind: 'model_added', observed_at: at(1), model_id: 'a/x', name: 'X' }),
    ])
    expect([added, removed]).toEqual([[{ id: 'a/x', name: 'X' }], [{ id: 'a/y', name: 'a/y' }]])
    expect(totals).toMatchObject({ added: 2, removed: 1 })
  })

  it('is empty without changes', () => {
    expect(weekSummary([])).toMatchObject({ fell: [], rose: [], added: [], removed: [] })
  })
})
