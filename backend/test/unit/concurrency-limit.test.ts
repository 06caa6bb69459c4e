import { expect, it } from 'vitest'
import { createConcurrencyLimit } from '../../src/lib/concurrency-limit.js'
import { createFakeClock } from '../helpers/fake-clock.js'

const refusal = (why: string): Error => new Error(why)

function setUp() {
  const clock = createFakeClock()
  const limit = createConcurrencyLimit({ maxActive: 2, maxWaiting: 3, maxWaitMs: 1_000, clock, refusal })
  const active: string[] = []
  const finish = new Map<string, (error?: Error) => void>()
  const outcomes: string[] = []
  const start = (name: string): void => {
    const work = (): Promise<void> => {
      active.push(name)
      return new Promise((resolve, reject) => {
        finish.set(name, (error) => {
          active.splice(active.indexOf(name), 1)
          if (error) return reject(error)
          resolve()
        })
      })
    }
    limit(work).then(
      () => outcomes.push(`${name} done`),
      (error: Error) => outcomes.push(`${name}: ${error.message}`),
    )
  }
  return { clock, start, active, outcomes, finish: (name: string, error?: Error) => finish.get(name)?.(error) }
}

it('runs a limited number of tasks at a time, the others in the order of arrival', async () => {
  const { clock, start, active, outcomes, finish } = setUp()
  for (const name of ['a', 'b', 'c', 'd']) start(name)
  await clock.advance(0)
  expect(active).toEqual(['a', 'b'])
  finish('b')
  await clock.advance(0)
  expect(active).toEqual(['a', 'c'])
  finish('a', new Error('lost'))
  await clock.advance(0)
  expect(active).toEqual(['c', 'd'])
  expect(outcomes).toEqual(['b done', 'a: lost'])
})

it('rejects at once if too many wait, and later those that waited too long', async () => {
  const { clock, start, active, outcomes, finish } = setUp()
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) start(name)
  await clock.advance(0)
  expect(outcomes).toEqual(['f: too many'])
  await clock.advance(999)
  finish('a')
  await clock.advance(1)
  expect(outcomes.slice(1)).toEqual(['a done', ...['d', 'e'].map((name) => `${name}: too slow`)])
  expect(active).toEqual(['b', 'c'])
})

it('frees the slots of finished tasks, and keeps no timer', async () => {
  const { clock, start, active, finish } = setUp()
  for (const name of ['a', 'b', 'c']) start(name)
  await clock.advance(0)
  for (const name of ['a', 'b', 'c']) {
    finish(name)
    await clock.advance(0)
  }
  expect([active, clock.pending()]).toEqual([[], 0])
  for (const name of ['x', 'y', 'z']) start(name)
  await clock.advance(0)
  expect(active).toEqual(['x', 'y'])
})
