import { expect, it } from 'vitest'
import { defaultMilestones, dueMilestone } from '../../src/watches/milestones.js'

const at = (time: string): number => Date.parse(time)
const due = (now: string, milestones: readonly number[] = [30, 7, 1, 0], created = '2026-01-01T00:00:00Z') =>
  dueMilestone('2026-12-31', { milestones, since: at(created), now: at(now) })

it('is due from 30, 7 and 1 days before the day, and on it', () => {
  expect(due('2026-11-30T23:59:59Z')).toBeNull()
  expect(due('2026-12-01T00:00:00Z')).toEqual({ milestone: 30, daysLeft: 30 })
  expect(due('2026-12-23T23:59:59Z')).toEqual({ milestone: 30, daysLeft: 8 })
  expect(due('2026-12-24T00:00:00Z')).toEqual({ milestone: 7, daysLeft: 7 })
  expect(due('2026-12-30T12:00:00Z')).toEqual({ milestone: 1, daysLeft: 1 })
  expect(due('2026-12-31T00:00:00Z')).toEqual({ milestone: 0, daysLeft: 0 })
  expect(due('2027-01-02T00:00:00Z')).toEqual({ milestone: 0, daysLeft: -2 })
})

it('is the closest that has passed, also after an interruption', () => {
  expect(due('2026-12-20T00:00:00Z', [30, 7])).toEqual({ milestone: 30, daysLeft: 11 })
})

it('is not due if it had passed when the watch was created', () => {
  expect(due('2026-12-10T00:00:00Z', [30, 7], '2026-12-05T00:00:00Z')).toBeNull()
  expect(due('2026-12-24T00:00:00Z', [30, 7], '2026-12-05T00:00:00Z')).toEqual({ milestone: 7, daysLeft: 7 })
})

it('is only announced to watches that want deprecations', () => {
  expect(defaultMilestones({})).toEqual([30, 7, 1, 0])
  expect(defaultMilestones({ kind: ['deprecation_announced'] })).toEqual([30, 7, 1, 0])
  expect(defaultMilestones({ kind: 'price_changed' })).toEqual([])
  expect(defaultMilestones({ query: 'free=true' })).toEqual([])
  expect(defaultMilestones({ min_percent: 5 })).toEqual([])
  expect(defaultMilestones({ direction: 'up' })).toEqual([])
})
