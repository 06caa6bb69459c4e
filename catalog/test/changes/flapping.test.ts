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

/** The moves of one price that had these values, so many hours apart. */
function moves(
  values: readonly unknown[],
  { field = 'pricing.prompt', hours = 12 }: { field?: string; hours?: number } = {},
): PriceMove[] {
  return values.slice(1).map((after, nr) => ({ field, before: values[nr], after, observedAt: (nr + 1) * hours * hour }))
}

function runEndingAt(newest: PriceMove, earlier: readonly PriceMove[]): FlappingRun | null {
  const run = createRun(newest)
  earlier.every((move) => run.extend(move))
  return run.result()
}

/** What a reader is shown of them, oldest first: `[before, after, times]`. */
function shown(all: readonly PriceMove[]): unknown[][] {
  return all.flatMap((move, nr) => {
    const next = all[nr + 1]
    if (next && flapsBack(move, next)) return []
    const run = runEndingAt(move, all.slice(0, nr).toReversed())
    return [run ? [run.before, run.after, run.flapping.times] : [move.before, move.after, 1]]
  })
}

describe('a price that goes to and fro', () => {
  // What OpenRouter really listed, every twelve hours.
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
  ])('is shown once: %s', (_, values, expected) => {
    expect(shown(moves(values))).toEqual(expected)
  })

  it('tells how often it moved, since when, and between which values', () => {
    const all = moves(['1', '2', '1', '2'])
    expect(runEndingAt(all[2]!, [all[1]!, all[0]!])).toEqual({
      before: '1',
      after: '2',
      flapping: { times: 3, since: 12 * hour, values: ['1', '2'] },
    })
  })

  it('has to be back within a day of the move before it', () => {
    expect(shown(moves(['1', '2', '1'], { hours: 24 }))).toEqual([['1', '1', 2]])
    const [there, back] = moves(['1', '2', '1']) as [PriceMove, PriceMove]
    expect(flapsBack(there, { ...back, observedAt: there.observedAt + FLAP_WITHIN_MS + 1 })).toBe(false)
  })

  it('may go on for longer than a day', () => {
    expect(shown(moves(['1', '2', '1', '2', '1', '2', '1'], { hours: 20 }))).toEqual([['1', '1', 6]])
  })

  it('has to be back where it was: step by step to another price is news each time', () => {
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

  it('is in one run only, where one begins as another ends', () => {
    expect(shown(moves(['1', '2', '1', '3', '1']))).toEqual([
      ['1', '1', 2],
      ['1', '1', 2],
    ])
  })

  it('is back whatever the decimals are written like, and absent is zero for a secondary price', () => {
    expect(shown(moves(['0.10', '0.2', '0.1']))).toHaveLength(1)
    expect(shown(moves([null, '0.2', '0'], { field: 'pricing.image' }))).toHaveLength(1)
    expect(shown(moves([null, '0.2', '0']))).toHaveLength(2)
    expect(shown(moves(['-1', '0.2', '-1']))).toHaveLength(1)
    expect(shown(moves([[{ prompt: '1' }], null, [{ prompt: '1' }]], { field: 'pricing.overrides' }))).toHaveLength(1)
  })

  it('did not go to and fro where it was elsewhere in between, as a model may be that was gone', () => {
    const [there, back] = moves(['1', '2', '1']) as [PriceMove, PriceMove]
    expect(flapsBack(there, { ...back, before: '5' })).toBe(false)
  })

  it('is no price that a schedule moves, nor anything but a price', () => {
    expect(canFlap({ kind: 'price_changed', scheduled: false })).toBe(true)
    expect(canFlap({ kind: 'price_changed', scheduled: true })).toBe(false)
    expect(canFlap({ kind: 'context_changed', scheduled: false })).toBe(false)
  })

  it('is told whole: the moves shown lead from the first value to the last, and none is counted twice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('1', '2', '3'), { minLength: 2, maxLength: 30 }),
        fc.constantFrom(12, 30),
        (drawn, hours) => {
          const values = drawn.filter((value, nr) => value !== drawn[nr - 1])
          const told = shown(moves(values, { hours }))
          expect(told.reduce((sum, [, , times]) => sum + (times as number), 0)).toBe(values.length - 1)
          const path = told.reduce((at: unknown, [before, after]) => (expect(before).toBe(at), after), values[0])
          expect(path).toBe(values.at(-1))
        },
      ),
    )
  })
})
