import { describe, expect, it } from 'vitest'
import { diffFields, changedFields, pricing } from '../helpers/diff-models.js'

describe('prices', () => {
  it("produce one change per key with upstream's values", () => {
    expect(
      changedFields(pricing({ image: '0.10' }), { pricing: { prompt: '1.5', completion: '2.0', image: '0.2' } }),
    ).toEqual([
      ['price_changed', 'pricing.prompt', '1', '1.5'],
      ['price_changed', 'pricing.image', '0.10', '0.2'],
    ])
  })

  it('compare as decimals, up to the 25th digit', () => {
    expect(changedFields(pricing({ image: '0.10' }), pricing({ image: '0.1' }))).toEqual([])
    expect(
      changedFields(pricing({ image: '0.00000000000000000000001' }), pricing({ image: '0.00000000000000000000002' })),
    ).toHaveLength(1)
  })

  it('are published and withdrawn: absent is not zero', () => {
    expect(changedFields(pricing({}), pricing({ image: '0', web_search: '0.0' }))).toEqual([
      ['price_changed', 'pricing.image', null, '0'],
      ['price_changed', 'pricing.web_search', null, '0.0'],
    ])
    expect(changedFields(pricing({ request: '0.5' }), pricing({}))).toEqual([
      ['price_changed', 'pricing.request', '0.5', null],
    ])
  })

  it('of prompt and completion are unknown if absent', () => {
    expect(changedFields({ pricing: { prompt: '0', completion: '0' } }, { pricing: { prompt: '0' } })).toEqual([
      ['price_changed', 'pricing.completion', '0', null],
    ])
    expect(changedFields(pricing({}), { pricing: undefined }).map(([, field]) => field)).toEqual([
      'pricing.prompt',
      'pricing.completion',
    ])
  })

  it('can become dynamic, and fixed again', () => {
    expect(changedFields(pricing({}), pricing({ prompt: '-1' }))).toEqual([
      ['price_changed', 'pricing.prompt', '1', '-1'],
    ])
    expect(changedFields(pricing({ prompt: '-1' }), pricing({ prompt: '0' }))).toEqual([
      ['price_changed', 'pricing.prompt', '-1', '0'],
    ])
  })

  it('under unknown keys count as well, unlike other values', () => {
    expect(changedFields(pricing({ per_song: '0.08' }), pricing({ per_song: '0.04' }))).toEqual([
      ['price_changed', 'pricing.per_song', '0.08', '0.04'],
    ])
    expect(changedFields(pricing({ note: 'cheap', tiers: [1] }), pricing({ note: 'dear', tiers: [2] }))).toEqual([])
  })

  it('include the discount', () => {
    expect(changedFields(pricing({}), pricing({ discount: 0.25 }))).toEqual([
      ['price_changed', 'pricing.discount', null, 0.25],
    ])
    expect(changedFields(pricing({}), pricing({ discount: 0 }))).toEqual([])
  })
})

describe('price schedules', () => {
  const night = { utc_start: 1000, utc_end: 100, prompt: '1', completion: '2' }
  const day = { utc_start: 100, utc_end: 1000, prompt: '3', completion: '6' }
  const windows = { overrides: [night, day] }
  const flagged = (before: Record<string, unknown>, after: Record<string, unknown>): unknown[][] =>
    diffFields(before, after).map(({ field, scheduled }) => [field, scheduled])

  it('mark moves between windows as scheduled', () => {
    expect(flagged(pricing(windows), pricing({ prompt: '3', completion: '6.0', ...windows }))).toEqual([
      ['pricing.prompt', true],
      ['pricing.completion', true],
    ])
    expect(flagged(pricing({ prompt: '3', ...windows }), pricing({ prompt: '1.0', ...windows }))).toEqual([
      ['pricing.prompt', true],
    ])
  })

  it('do not cover a price outside the windows', () => {
    expect(flagged(pricing(windows), pricing({ prompt: '4', ...windows }))).toEqual([['pricing.prompt', false]])
    expect(flagged(pricing({ prompt: '4', ...windows }), pricing({ prompt: '3', ...windows }))).toEqual([
      ['pricing.prompt', false],
    ])
    expect(flagged(pricing({ image: '1', ...windows }), pricing({ image: '3', ...windows }))).toEqual([
      ['pricing.image', false],
    ])
  })

  it('do not cover moves when they change themselves', () => {
    const changed = { overrides: [night, { ...day, utc_end: 900 }] }
    expect(flagged(pricing(windows), pricing({ prompt: '3', ...changed }))).toEqual([
      ['pricing.prompt', false],
      ['pricing.overrides', false],
    ])
    expect(changedFields(pricing(windows), pricing(changed))).toEqual([
      ['price_changed', 'pricing.overrides', windows.overrides, changed.overrides],
    ])
  })

  it('do not cover tiers by prompt size', () => {
    const tiers = {
      overrides: [
        { min_prompt_tokens: 1000, prompt: '3' },
        { min_prompt_tokens: 0, prompt: '1' },
      ],
    }
    expect(flagged(pricing(tiers), pricing({ prompt: '3', ...tiers }))).toEqual([['pricing.prompt', false]])
    const both = { overrides: [night, { ...day, min_prompt_tokens: 1000 }] }
    expect(flagged(pricing(both), pricing({ prompt: '3', ...both }))).toEqual([['pricing.prompt', false]])
  })

  it('do not cover overrides without a condition', () => {
    const always = { overrides: [{ prompt: '3' }, { prompt: '1' }] }
    expect(flagged(pricing(always), pricing({ prompt: '3', ...always }))).toEqual([['pricing.prompt', false]])
  })

  it('can depend on the day of the week', () => {
    const days = {
      overrides: [
        { utc_days: ['saturday'], prompt: '3' },
        { utc_days: ['monday'], prompt: '1' },
      ],
    }
    expect(flagged(pricing(days), pricing({ prompt: '3', ...days }))).toEqual([['pricing.prompt', true]])
  })

  it('compare without key order and as decimals', () => {
    const same = { overrides: [{ completion: '2.00', prompt: '1.0', utc_end: 100, utc_start: 1000 }, day] }
    expect(changedFields(pricing(windows), pricing(same))).toEqual([])
    expect(changedFields(pricing({}), pricing({ overrides: [] }))).toEqual([])
  })

  it('change with the order of entries, and when an entry loses a price', () => {
    expect(changedFields(pricing(windows), pricing({ overrides: [day, night] }))).toHaveLength(1)
    expect(
      changedFields(
        pricing({ overrides: [{ utc_start: 1, utc_end: 2, image: '0' }] }),
        pricing({ overrides: [{ utc_start: 1, utc_end: 2 }] }),
      ),
    ).toHaveLength(1)
  })
})
