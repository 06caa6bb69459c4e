import { describe, expect, it } from 'vitest'
import { stabilitySentence } from '../src/features/model/prices/stability-sentence.js'
import { stabilityDocument, stabilityOf, tokenPrice } from './helpers/price-stability.js'

const sentence = (facts: Parameters<typeof stabilityOf>[0]) =>
  stabilitySentence(stabilityDocument(stabilityOf(facts)), (time) => time.slice(0, 10))

const moved = (lowest: string | null, highest: string | null) => tokenPrice({ changes: 3, lowest, highest })
const changed = { changed_at: '2026-08-20T12:00:00.000Z', unchanged_since: '2026-08-20T12:00:00.000Z' }

describe('the sentence about price stability', () => {
  it('gives the number of changes, the last one, and the range of each price that moved', () => {
    expect(sentence({ ...changed, changeCount: 7, prompt: moved('0.00000003', '0.0000001') })).toBe(
      '7 price changes in 12 months, last on 2026-08-20, input from $0.03 to $0.10 per million tokens.',
    )
    expect(
      sentence({
        ...changed,
        changeCount: 7,
        prompt: moved('0', '0.0000001'),
        completion: moved('0.000001', '0.000002'),
      }),
    ).toBe(
      '7 price changes in 12 months, last on 2026-08-20, input from $0 to $0.10, output from $1.00 to $2.00 per million tokens.',
    )
    expect(sentence({ ...changed, changeCount: 1, prompt: moved('0.00000003', '0.0000001') })).toBe(
      '1 price change in 12 months, on 2026-08-20, input from $0.03 to $0.10 per million tokens.',
    )
  })

  it('says since when prices are tracked, if that is less than a year', () => {
    const first = { first_observed: '2026-06-01T12:00:00.000Z' }
    expect(sentence({ ...first, ...changed, changeCount: 2, prompt: moved('0.00000003', '0.0000001') })).toBe(
      '2 price changes since tracking began on 2026-06-01, last on 2026-08-20, input from $0.03 to $0.10 per million tokens.',
    )
  })

  it('says that there was no change', () => {
    expect(sentence({})).toBe('No price change since tracking began on 2024-09-21.')
    expect(sentence({ changed_at: '2025-01-02T12:00:00.000Z' })).toBe(
      'No price change in 12 months; the last was on 2025-01-02.',
    )
  })

  it('omits a range that is not known', () => {
    expect(sentence({ ...changed, changeCount: 2, prompt: moved(null, null) })).toBe(
      '2 price changes in 12 months, last on 2026-08-20.',
    )
  })

  it('says nothing of a price that is unknown, nor of a model without history', () => {
    expect(sentence({ unchanged_since: null })).toBeNull()
    expect(stabilitySentence(stabilityDocument(), String)).toBeNull()
    expect(stabilitySentence({ data: [stabilityOf()], as_of: null }, String)).toBeNull()
  })
})
