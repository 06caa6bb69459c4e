import { describe, expect, it } from 'vitest'
import { createTurns } from '../../../../src/http/response/compression-queue.js'

describe('turns at compressing', () => {
  it('lets so many works run at a time, in the order in which they came, and goes on where one fails', async () => {
    const inTurn = createTurns(2, 3)
    const ends: (() => void)[] = []
    const begun: number[] = []
    const works = Array.from({ length: 5 }, (_, nr) =>
      inTurn(async () => {
        begun.push(nr)
        await new Promise<void>((end) => ends.push(end))
        if (nr === 1) throw new Error('it failed')
        return nr
      })!,
    )
    const settled = Promise.allSettled(works)
    for (let nr = 0; nr < 5; nr++) {
      expect(begun).toEqual([0, 1, 2, 3, 4].slice(0, Math.min(5, nr + 2)))
      ends[nr]!()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect((await settled).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ])
  })

  it('lets no more wait than it may, and others again when they have gone', async () => {
    const inTurn = createTurns(1, 1)
    let end = (): void => {}
    const first = inTurn(() => new Promise<void>((resolve) => (end = resolve)))
    const second = inTurn(() => Promise.resolve('second'))
    expect(inTurn(() => Promise.resolve('third'))).toBeNull()
    end()
    await first
    expect([await second, await inTurn(() => Promise.resolve('fourth'))]).toEqual(['second', 'fourth'])
  })
})
