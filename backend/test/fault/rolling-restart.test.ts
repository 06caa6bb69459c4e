import { expect, it } from 'vitest'
import { rollingRestart } from './helpers/rolling-restart.js'

it('a rolling restart of all replicas under load fails no request', async () => {
  const { load, exits, wrong } = await rollingRestart({ replicas: 10, rate: 60 })
  expect(load.examples).toEqual([])
  expect(load.failed).toBe(0)
  expect(wrong).toEqual([])
  expect(exits).toEqual(Array<number>(10).fill(0))
}, 180_000)
