import { expect, it } from 'vitest'
import { signedPercent } from '../src/shared/ui/percents.js'

it('formats a change in percent with its sign', () => {
  expect([-50, 0.55, 1900, -12.345, 0, 0.001, null].map(signedPercent)).toEqual([
    '−50 %',
    '+0.55 %',
    '+1,900 %',
    '−12.3 %',
    '0 %',
    'less than 0.01 %',
    null,
  ])
})
