import { expect, it } from 'vitest'
import { isLoadFailure } from '../src/shared/ui/is-load-failure.js'

it.each([
  'Failed to fetch dynamically imported module: https://example.org/assets/chart.js',
  'error loading dynamically imported module: https://example.org/assets/chart.js',
  'Importing a module script failed.',
  'Unable to preload CSS for /assets/chart.css',
])('recognises "%s"', (message) => {
  expect(isLoadFailure(new TypeError(message))).toBe(true)
})

it.each(['x is undefined', 'Incorrect locale information provided'])('leaves "%s" alone', (message) => {
  expect(isLoadFailure(new TypeError(message))).toBe(false)
})
