import { expect, it } from 'vitest'
import { createHistogram } from '../../../src/observe/histogram.js'

it('counts what is at or below each bound, and all of it', () => {
  const histogram = createHistogram([0.1, 1], ['route'])
  for (const seconds of [0.05, 0.1, 0.5, 7]) histogram.series('/a').observe(seconds)
  expect(histogram.samples()).toEqual([
    { labels: { route: '/a', le: '0.1' }, value: 2, suffix: '_bucket' },
    { labels: { route: '/a', le: '1' }, value: 3, suffix: '_bucket' },
    { labels: { route: '/a', le: '+Inf' }, value: 4, suffix: '_bucket' },
    { labels: { route: '/a' }, value: 7.65, suffix: '_sum' },
    { labels: { route: '/a' }, value: 4, suffix: '_count' },
  ])
})

it('gives the very same series for the same labels, so that it can be kept', () => {
  const histogram = createHistogram([1], ['method', 'route'])
  expect(histogram.series('GET', '/a')).toBe(histogram.series('GET', '/a'))
  expect(histogram.series('GET', '/a')).not.toBe(histogram.series('GET', '/b'))
})
