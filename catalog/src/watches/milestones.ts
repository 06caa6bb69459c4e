// When the approaching expiry of a model is due to be announced.
import { MILESTONE_DAYS, type WatchFilter } from '../contract/watches.js'

const MS_PER_DAY = 86_400_000

/** Days before expiry that a watch announces unless it says which: none if it is about prices, or about new models. */
export function defaultMilestones({ kind, query, min_percent: minPercent, direction }: WatchFilter): number[] {
  if (query !== undefined || minPercent !== undefined || direction !== undefined) return []
  return kind === undefined || [kind].flat().includes('deprecation_announced') ? [...MILESTONE_DAYS] : []
}

/** The milestone to announce now, and how many days are left; days are in UTC. */
export interface DueMilestone {
  milestone: number
  daysLeft: number
}

/**
 * The closest milestone that has passed; null before the first. One that had passed before `since`, when the watch was told to look for
 * them, is not due. `expires` is YYYY-MM-DD; times in Unix milliseconds.
 */
export function dueMilestone(
  expires: string,
  { milestones, since, now }: { milestones: readonly number[]; since: number; now: number },
): DueMilestone | null {
  const expiry = Date.parse(`${expires}T00:00:00Z`)
  const dueAt = (days: number): number => expiry - days * MS_PER_DAY
  const [milestone] = milestones.filter((days) => dueAt(days) <= now).toSorted((a, b) => a - b)
  if (milestone === undefined || dueAt(milestone) < since) return null
  return { milestone, daysLeft: Math.ceil((expiry - startOfDay(now)) / MS_PER_DAY) }
}

function startOfDay(ms: number): number {
  return Math.floor(ms / MS_PER_DAY) * MS_PER_DAY
}
