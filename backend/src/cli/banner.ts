import type { AddressInfo } from 'node:net'
import type { Tier } from '@modelkeep/catalog/contract/health'
import type { App } from '../app.js'
import type { Config } from '../config.js'
import { readableAge } from './readable-age.js'

const maxWaitMs = 15_000

/** Resolves when the banner can name the database: when its state is known, or after a while. */
export function databaseSettled({ sync }: App): Promise<void> {
  return new Promise((resolve) => {
    if (sync.db.status().state !== 'starting') return resolve()
    const timer = setTimeout(resolve, maxWaitMs)
    sync.db.onChange(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** What `serve` prints once it serves. */
export interface BannerFacts {
  /** Without a path. */
  url: string
  hasPage: boolean
  database: string
  /** Contains no secret. */
  upstream: string
  modelCount: number
  tier: Tier | null
  ageSeconds: number
  lastUpstreamError: string | null
}

/** The addresses, the database, upstream and the served catalogue, for a person at a terminal. */
export function banner(facts: BannerFacts): string {
  const { url, hasPage, database, upstream } = facts
  return [
    '',
    ...(hasPage ? [`  Modelkeep  ${url}/`, `  API        ${url}/api/models`] : [`  Modelkeep  ${url}/api/models`]),
    `  database   ${database}`,
    `  upstream   ${upstream}`,
    `  catalogue  ${catalogueText(facts)}`,
    '',
    '',
  ].join('\n')
}

export function bannerFacts({ server, sync, revalidation, hasPage }: App, config: Config): BannerFacts {
  const { address, port, family } = server.address() as AddressInfo
  const host = family === 'IPv6' ? `[${address}]` : address
  const { state, description, lastError } = sync.db.status()
  const shownState = state === 'lost' ? 'not reached' : state // a banner is shown once, at the start
  const isWorking = state === 'connected' || state === 'off'
  const trouble = isWorking ? '' : ` (${shownState}${lastError ? `: ${lastError}` : ''})`
  const { origin, pathname } = new URL(config.upstream.baseUrl) // without userinfo and query, which may hold a key
  const snapshot = sync.snapshots.current()
  return {
    url: `http://${host}:${port}`,
    hasPage,
    database: `${description}${trouble}`,
    upstream: `${origin}${pathname}`,
    modelCount: snapshot?.catalogue.entries.length ?? 0,
    tier: snapshot?.tier ?? null,
    ageSeconds: Math.floor((sync.snapshots.ageMs() ?? 0) / 1000),
    lastUpstreamError: revalidation.status().lastUpstreamError,
  }
}

/** Says what the seed is, and why it is served: nobody who starts the program for the first time knows it. */
function catalogueText({ modelCount, tier, ageSeconds, lastUpstreamError }: BannerFacts): string {
  const age = readableAge(ageSeconds)
  if (tier !== 'seed') return `${modelCount} models from ${tier ?? 'nowhere yet'}, confirmed ${age} ago`
  const why =
    lastUpstreamError === null
      ? 'OpenRouter has not responded yet'
      : `OpenRouter could not be reached: ${lastUpstreamError}`
  return `${modelCount} models shipped with the program, ${age} old; ${why}`
}
