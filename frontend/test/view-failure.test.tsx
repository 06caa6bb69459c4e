// @vitest-environment happy-dom
import { act, cleanup, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ViewFailure } from '../src/app/view-failure.js'
import { renderPage } from './helpers/render.js'

const reload = vi.fn<() => void>()
beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(window.location, 'reload').mockImplementation(reload)
})
afterEach(() => {
  cleanup()
  reload.mockReset()
  sessionStorage.clear()
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const unreachable = new TypeError('Failed to fetch dynamically imported module: /assets/changes-page.js')
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

it('reloads the page once the service responds, so that the view can be used without doing anything', async () => {
  const fetched = vi.fn<typeof fetch>().mockRejectedValue(new TypeError('Failed to fetch'))
  vi.stubGlobal('fetch', fetched)
  renderPage(<ViewFailure error={unreachable} />)
  await pass(10_000)
  expect(screen.getByRole('heading').textContent).toBe('This view could not be loaded')
  expect(reload).not.toHaveBeenCalled()
  fetched.mockResolvedValue(new Response('ok'))
  await pass(3_000)
  expect(reload).toHaveBeenCalledTimes(1)
})

it('does not reload again and again when that does not help', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('ok')))
  renderPage(<ViewFailure error={unreachable} />)
  await pass(0)
  cleanup()
  renderPage(<ViewFailure error={unreachable} />)
  await pass(10_000)
  expect(reload).toHaveBeenCalledTimes(1)
})

it('does not reload for an error in the view itself', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('ok')))
  renderPage(<ViewFailure error={new Error('x is undefined')} />)
  await pass(10_000)
  expect(screen.getByText('x is undefined')).toBeDefined()
  expect(reload).not.toHaveBeenCalled()
})
