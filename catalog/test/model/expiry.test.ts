import { expect, it } from 'vitest'
import { fieldChanges } from '../../src/changes/field-changes.js'
import { expiryOf } from '../../src/model/expiry.js'
import { makeModel } from '../helpers/make-model.js'

it.each([
  ['2026-09-30', '2026-09-30'],
  ['2026-09-30T00:00:00Z', '2026-09-30'],
  ['2026-09-30T23:59:59.999Z', '2026-09-30'],
  ['2026-09-30T12:00:00', '2026-09-30'],
  ['2026-09-30T23:30:00', '2026-09-30'],
  ['2026-09-30 08:00:00+00:00', '2026-09-30'],
  ['2026-09-30T22:00:00-05:00', '2026-10-01'],
  ['2026-09-30T00:30:00+0200', '2026-09-29'],
  ['2026-09-30T01:00:00+02', '2026-09-29'],
  ['2026-09-30 10:00:00 UTC', '2026-09-30'],
  ['2026-09-30T22:00:00 -05:00', '2026-10-01'],
  ['2026-09-30t10:00:00z', '2026-09-30'],
  ['2026-09-30T25:00:00Z', '2026-09-30'],
  ['2098-12-31', null],
  ['2098-12-31T22:00:00-05:00', null],
  ['2098-12-31T00:00:00Z', null],
  ['soon', null],
  ['2026-13-45', null],
  ['2026-02-30', null],
  ['2026-02-30T12:00:00Z', null],
  ['', null],
  [null, null],
  [undefined, null],
])('the expiry day of %j is %j', (date, day) => {
  expect(expiryOf({ expiration_date: date })).toBe(day)
})

it('the same day, written otherwise, is no change', () => {
  const on = (date: string | null) => makeModel({ expiration_date: date })
  expect(fieldChanges(on('2026-09-30'), on('2026-09-30T12:00:00Z'))).toEqual([])
  expect(fieldChanges(on('2098-12-31T00:00:00Z'), on(null))).toEqual([])
  expect(fieldChanges(on(null), on('2026-09-30T12:00:00Z'))).toMatchObject([
    { kind: 'deprecation_announced', before: null, after: '2026-09-30' },
  ])
})
