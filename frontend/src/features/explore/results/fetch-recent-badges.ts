import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { getJson } from '../../../shared/api/problem.js'
import { type RecentBadge, recentBadges } from './recent-badges.js'

const dayMs = 86_400_000
const recentDays = 30
const mostPages = 3
/** What no row tells is not asked for. */
const kinds = 'context_changed,model_added,model_returned,price_changed'

/** From the beginning of a day of UTC, so that the question is the same all day. @param until Unix milliseconds; null: now, which is `now` */
export function recentPath(until: number | null, now: number): string {
  const since = Math.floor(((until ?? now) - recentDays * dayMs) / dayMs) * dayMs
  const end = until === null ? '' : `&until=${new Date(until + 1).toISOString()}`
  return `/api/changes?since=${new Date(since).toISOString()}${end}&kind=${kinds}&limit=1000`
}

/** What a row tells of its model's last thirty days. @throws ApiProblem @throws TypeError: the service cannot be reached */
export async function fetchRecentBadges(
  until: number | null,
  now: number,
  signal: AbortSignal,
): Promise<Map<string, RecentBadge>> {
  const changes: ListedChange[] = []
  let path: string | null = recentPath(until, now)
  for (let page = 0; page < mostPages && path !== null; page += 1) {
    // Each page names the next.
    const answer: { data: ListedChange[]; links: { next: string | null } } = await getJson(path, {
      signal,
      cache: 'default',
    })
    changes.push(...answer.data)
    path = answer.links.next
  }
  return recentBadges(changes)
}
