import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canFlap,
  createRun,
  FLAP_WITHIN_MS,
  flapsBack,
  type FlappingRun,
  type PriceMove,
} from '../../src/changes/flapping.js'

const hour = 3_600_000

/** The changes of one price with these values at intervals of `hours`. */
function moves(values: readonly unknown[], { hours = 12 }: { hours?: number } = {}): PriceMove[] {
  return values.slice(1).map((after, nr) => ({ before: values[nr], after, observedAt: (nr + 1) * hours * hour }))
}

function runEndingAt(newest: PriceMove, earlier: readonly PriceMove[]): FlappingRun | null {
  const run = createRun(newest)
  earlier.every((move) => run.extend(move))
  return run.result()
}

/** The changes as shown, oldest first: `[before, after, times]`. */
function shown(all: readonly PriceMove[]): unknown[][] {
  return all.flatMap((move, nr) => {
    const next = all[nr + 1]
    if (next && flapsBack(move, next)) return []
    const run = runEndingAt(move, all.slice(0, nr).toReversed())
    return [run ? [run.before, run.after, run.flapping.times] : [move.before, move.after, 1]]
  })
}

describe('flapping prices', () => {
  // Real OpenRouter prices, every twelve hours.
  it.each([
    [
      'there and back (sao10k/l3-euryale-70b, November 2024)',
      ['0.00000035', '0.00000148', '0.00000035'],
      [['0.00000035', '0.00000035', 2]],
    ],
    [
      'thrice, and ends elsewhere (google/gemma-2-9b-it, May 2025)',
      ['0.00000002', '0.00000008', '0.00000002', '0.00000008'],
      [['0.00000002', '0.00000008', 3]],
    ],
    [
      'four times (meta-llama/llama-3.3-70b-instruct, June 2025)',
      ['0.00000025', '0.0000003', '0.00000025', '0.0000003', '0.00000025'],
      [['0.00000025', '0.00000025', 4]],
    ],
    [
      'in the seventeenth digit (google/gemini-2.0-flash-001, January 2026)',
      ['0.00000008333333333333334', '0.00000008333333333333333', '0.00000008333333333333334'],
      [['0.00000008333333333333334', '0.00000008333333333333334', 2]],
    ],
  ])('are merged into one change: %s', (_, values, expected) => {
    expect(shown(moves(values))).toEqual(expected)
  })

  it('report the number of moves, the start and both values', () => {
    const all = moves(['1', '2', '1', '2'])
    expect(runEndingAt(all[2]!, [all[1]!, all[0]!])).toEqual({
      before: '1',
      after: '2',
      flapping: { times: 3, since: 12 * hour, values: ['1', '2'] },
    })
  })

  it('must return within a day of the previous move', () => {
    expect(shown(moves(['1', '2', '1'], { hours: 24 }))).toEqual([['1', '1', 2]])
    const [there, back] = moves(['1', '2', '1']) as [PriceMove, PriceMove]
    expect(flapsBack(there, { ...back, observedAt: there.observedAt + FLAP_WITHIN_MS + 1 })).toBe(false)
  })

  it('can go on for longer than a day', () => {
    expect(shown(moves(['1', '2', '1', '2', '1', '2', '1'], { hours: 20 }))).toEqual([['1', '1', 6]])
  })

  it('must return to the previous value: a series of steps is not flapping', () => {
    expect(shown(moves(['1', '2', '3', '4']))).toEqual([
      ['1', '2', 1],
      ['2', '3', 1],
      ['3', '4', 1],
    ])
    expect(shown(moves(['1', '2', '1', '3']))).toEqual([
      ['1', '1', 2],
      ['1', '3', 1],
    ])
  })

  it('belong to one run only if two runs meet', () => {
    expect(shown(moves(['1', '2', '1', '3', '1']))).toEqual([
      ['1', '1', 2],
      ['1', '1', 2],
    ])
  })

  it('compare as decimals, and an absent price only with an absent one', () => {
    expect(shown(moves(['0.10', '0.2', '0.1']))).toHaveLength(1)
    expect(shown(moves([null, '0.2', null]))).toHaveLength(1)
    expect(shown(moves([null, '0.2', '0']))).toHaveLength(2)
    expect(shown(moves(['-1', '0.2', '-1']))).toHaveLength(1)
    expect(shown(moves([[{ prompt: '1' }], null, [{ prompt: '1' }]]))).toHaveLength(1)
  })

  it('do not flap if the value differed in between, for example while the model was removed', () => {
    const [there, back] = moves(['1', '2', '1']) as [PriceMove, PriceMove]
    expect(flapsBack(there, { ...back, before: '5' })).toBe(false)
  })

  it('exclude scheduled moves and other fields', () => {
    expect(canFlap({ kind: 'price_changed', scheduled: false })).toBe(true)
    expect(canFlap({ kind: 'price_changed', scheduled: true })).toBe(false)
    expect(canFlap({ kind: 'context_changed', scheduled: false })).toBe(false)
  })

  it('cover all moves from the first value to the last, each once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('1', '2', '3'), { minLength: 2, maxLength: 30 }),
        fc.constantFrom(12, 30),
        (drawn, hours) => {
          const values = drawn.filter((value, nr) => value !== drawn[nr - 1])
          const listed = shown(moves(values, { hours }))
          expect(listed.reduce((sum, [, , times]) => sum + (times as number), 0)).toBe(values.length - 1)
          const path = listed.reduce((at: unknown, [before, after]) => (expect(before).toBe(at), after), values[0])
          expect(path).toBe(values.at(-1))
        },
      ),
    )
  })
})
