import { expect, it } from 'vitest'
import { createGate } from '../../../src/postgres/gate.js'
import { createFakeClock } from '../../helpers/fake-clock.js'

function createRoom() {
  const clock = createFakeClock()
  const gate = createGate({ atOnce: 2, waiting: 3, withinMs: 1_000, clock })
  const within: string[] = []
  const finish = new Map<string, (error?: Error) => void>()
  const told: string[] = []
  const ask = (name: string): void => {
    const work = (): Promise<void> => {
      within.push(name)
      return new Promise((resolve, reject) => {
        finish.set(name, (error) => {
          within.splice(within.indexOf(name), 1)
          if (error) return reject(error)
          resolve()
        })
      })
    }
    gate(work).then(
      () => told.push(`${name} done`),
      (error: Error) => told.push(`${name}: ${error.message}`),
    )
  }
  return { clock, ask, within, told, finish: (name: string, error?: Error) => finish.get(name)?.(error) }
}

it('lets in so many at a time, the others in the order in which they came', async () => {
  const { clock, ask, within, told, finish } = createRoom()
  for (const name of ['a', 'b', 'c', 'd']) ask(name)
  await clock.advance(0)
  expect(within).toEqual(['a', 'b'])
  finish('b')
  await clock.advance(0)
  expect(within).toEqual(['a', 'c'])
  finish('a', new Error('lost'))
  await clock.advance(0)
  expect(within).toEqual(['c', 'd'])
  expect(told).toEqual(['b done', 'a: lost'])
})

it('refuses at once when too many wait, and after a while who waits too long', async () => {
  const { clock, ask, within, told, finish } = createRoom()
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) ask(name)
  await clock.advance(0)
  expect(told).toEqual(['f: the database cannot be used: too many questions wait for it already'])
  await clock.advance(999)
  finish('a')
  await clock.advance(1)
  expect(told.slice(1)).toEqual([
    'a done',
    ...['d', 'e'].map((name) => `${name}: the database cannot be used: it answers too slowly for all who ask`),
  ])
  expect(within).toEqual(['b', 'c'])
})

it('has room again when those within have left, and keeps no timer', async () => {
  const { clock, ask, within, finish } = createRoom()
  for (const name of ['a', 'b', 'c']) ask(name)
  await clock.advance(0)
  for (const name of ['a', 'b', 'c']) {
    finish(name)
    await clock.advance(0)
  }
  expect([within, clock.pending()]).toEqual([[], 0])
  for (const name of ['x', 'y', 'z']) ask(name)
  await clock.advance(0)
  expect(within).toEqual(['x', 'y'])
})
