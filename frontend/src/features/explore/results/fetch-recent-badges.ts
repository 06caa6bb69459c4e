import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { getJson } from '../../../shared/api/problem.js'
import { type ChangeBadge, recentBadges } from './recent-badges.js'

const dayMs = 86_400_000
const recentDays = 30
const maxPages = 3
/** The kinds that badges are made of. */
const kinds = 'context_changed,model_added,model_returned,price_changed'

/** Starts at the beginning of a UTC day, so that the URL is cacheable all day. @param until Unix milliseconds; null: `now` */
export function recentPath(until: number | null, now: number): string {
  const since = Math.floor(((until ?? now) - recentDays * dayMs) / dayMs) * dayMs
  const end = until === null ? '' : `&until=${new Date(until + 1).toISOString()}`
  return `/api/changes?since=${new Date(since).toISOString()}${end}&kind=${kinds}&limit=1000`
}

/** Badges for the 30 days before `until`. @throws ApiProblem @throws TypeError: the service is unreachable */
export async function fetchRecentBadges(
  until: number | null,
  now: number,
  signal: AbortSignal,
): Promise<Map<string, ChangeBadge>> {
  const changes: ListedChange[] = []
  let path: string | null = recentPath(until, now)
  for (let page = 0; page < maxPages && path !== null; page += 1) {
    const response: { data: ListedChange[]; links: { next: string | null } } = await getJson(path, {
      signal,
      cache: 'default',
    })
    changes.push(...response.data)
    path = response.links.next
  }
  return recentBadges(changes)
}
