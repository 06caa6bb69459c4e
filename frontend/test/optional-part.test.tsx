// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { lazy } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ensureValidLocale } from '../src/app/ensure-valid-locale.js'
import { OptionalPart } from '../src/shared/ui/optional-part.js'

beforeEach(() => {
  // React logs errors that a boundary catches.
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const Broken = (): never => {
  throw new RangeError('Incorrect locale information provided')
}
const Unloadable = lazy(() => Promise.reject<{ default: () => null }>(new TypeError('Failed to fetch')))

it.each([
  ['fails to render', Broken],
  ['cannot be loaded', Unloadable],
])('a part that %s leaves the rest of the view in place', async (_, Part) => {
  render(
    <main>
      <h1>The view</h1>
      <OptionalPart waiting="Loading">
        <Part />
      </OptionalPart>
    </main>,
  )
  expect((await screen.findByRole('alert')).textContent).toContain('could not be shown')
  expect(screen.getByRole('heading', { name: 'The view' })).toBeDefined()
})

it('shows what the caller chose in place of a failed part', async () => {
  render(
    <OptionalPart failed={<p>Plain text</p>}>
      <Unloadable />
    </OptionalPart>,
  )
  expect(await screen.findByText('Plain text')).toBeDefined()
})

it.each(['en-US@posix', '', 'c'])('replaces the invalid locale "%s"', (language) => {
  Object.defineProperty(navigator, 'language', { value: language, configurable: true })
  ensureValidLocale()
  expect(new Intl.NumberFormat(navigator.language).format(1000)).toBe('1,000')
})

it('keeps a valid locale', () => {
  Object.defineProperty(navigator, 'language', { value: 'de-CH', configurable: true })
  ensureValidLocale()
  expect(navigator.language).toBe('de-CH')
})
