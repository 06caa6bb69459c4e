import { describe, expect, it } from 'vitest'
import { createBreaker, type Breaker } from '../../../src/upstream/breaker.js'
import { UpstreamError } from '../../../src/upstream/upstream-error.js'
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js'

const down = (): Promise<never> => Promise.reject(new UpstreamError('refused', 'down'))
const busyFor = (retryAfterMs: number) => (): Promise<never> =>
  Promise.reject(new UpstreamError('status', 'busy', { retryAfterMs }))
const aborted = (): Promise<never> => Promise.reject(new UpstreamError('aborted', 'never mind'))
const well = (): Promise<string> => Promise.resolve('well')

async function tripped(): Promise<{ breaker: Breaker; clock: FakeClock }> {
  const clock = createFakeClock()
  const breaker = createBreaker(clock)
  for (let call = 0; call < 5; call += 1) await expect(breaker.run(down)).rejects.toThrow('down')
  return { breaker, clock }
}

async function halfOpen(): Promise<{ breaker: Breaker; clock: FakeClock }> {
  const both = await tripped()
  await both.clock.advance(20_000)
  expect(both.breaker.state()).toBe('half-open')
  return both
}

describe('the breaker', () => {
  it('stays closed without five consecutive failures', async () => {
    const breaker = createBreaker(createFakeClock())
    for (let round = 0; round < 3; round += 1) {
      for (let call = 0; call < 4; call += 1) await expect(breaker.run(down)).rejects.toThrow('down')
      expect(breaker.state()).toBe('closed')
      await breaker.run(well)
    }
  })

  it('counts all errors except aborts', async () => {
    const breaker = createBreaker(createFakeClock())
    for (let call = 0; call < 4; call += 1)
      await expect(breaker.run(() => Promise.reject(new Error('odd')))).rejects.toThrow('odd')
    await expect(breaker.run(aborted)).rejects.toThrow('never mind')
    expect(breaker.state()).toBe('closed')
    await expect(breaker.run(down)).rejects.toThrow('down')
    expect(breaker.state()).toBe('open')
  })

  it('opens for 20 s, during which all calls fail', async () => {
    const { breaker, clock } = await tripped()
    await clock.advance(19_999)
    await expect(breaker.run(well)).rejects.toMatchObject({ code: 'breaker_open', retryAfterMs: 1 })
    await clock.advance(1)
    await expect(breaker.run(well)).resolves.toBe('well')
    expect(breaker.state()).toBe('closed')
  })

  it('obeys a Retry-After up to a limit', async () => {
    const clock = createFakeClock()
    const breaker = createBreaker(clock, 720_000)
    await expect(breaker.run(busyFor(86_400_000))).rejects.toThrow('busy')
    await expect(breaker.run(well)).rejects.toMatchObject({ code: 'breaker_open', retryAfterMs: 720_000 })
    await clock.advance(720_000)
    await expect(breaker.run(well)).resolves.toBe('well')
  })

  it('lets a forced call through in any state, and closes if it succeeds', async () => {
    const { breaker } = await tripped()
    await expect(breaker.run(busyFor(7_200_000), { force: true })).rejects.toThrow('busy')
    expect(breaker.state()).toBe('open')
    await expect(breaker.run(well, { force: true })).resolves.toBe('well')
    expect(breaker.state()).toBe('closed')
    await expect(breaker.run(well)).resolves.toBe('well')
  })

  it('lets one trial through at a time', async () => {
    const { breaker } = await halfOpen()
    let finish = (): void => undefined
    const trial = breaker.run(() => new Promise<void>((resolve) => (finish = resolve)))
    await expect(breaker.run(well)).rejects.toMatchObject({
      code: 'breaker_open',
      message: expect.stringContaining('suspended during a trial call'),
    })
    finish()
    await trial
    await expect(breaker.run(well)).resolves.toBe('well')
  })

  it('opens for another 20 s if the trial fails', async () => {
    const { breaker, clock } = await halfOpen()
    await expect(breaker.run(down)).rejects.toThrow('down')
    expect(breaker.state()).toBe('open')
    await clock.advance(19_999)
    expect(breaker.state()).toBe('open')
    await clock.advance(1)
    expect(breaker.state()).toBe('half-open')
  })

  it('makes the next call the trial if a trial is aborted', async () => {
    const { breaker } = await halfOpen()
    await expect(breaker.run(aborted)).rejects.toThrow('never mind')
    expect(breaker.state()).toBe('half-open')
    await expect(breaker.run(well)).resolves.toBe('well')
  })

  it('is open for the duration of a Retry-After, then in its previous state', async () => {
    const clock = createFakeClock()
    const breaker = createBreaker(clock)
    await expect(breaker.run(busyFor(60_000))).rejects.toThrow('busy')
    await clock.advance(59_999)
    expect(breaker.state()).toBe('open')
    await clock.advance(1)
    expect(breaker.state()).toBe('closed')
  })

  it('is open for the longer of Retry-After and 20 s', async () => {
    const { breaker, clock } = await halfOpen()
    await expect(breaker.run(busyFor(5_000))).rejects.toThrow('busy')
    await clock.advance(19_999)
    expect(breaker.state()).toBe('open')
    await clock.advance(1)
    await expect(breaker.run(busyFor(90_000))).rejects.toThrow('busy')
    await clock.advance(89_999)
    expect(breaker.state()).toBe('open')
  })

  it('does not stay open longer if the clock is set back', async () => {
    const { breaker, clock } = await tripped()
    clock.set(clock.now() - 3_600_000)
    expect(breaker.state()).toBe('half-open')
  })
})
