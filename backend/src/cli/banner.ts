import type { AddressInfo } from 'node:net'
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

/** The address, the database, upstream and the served catalogue, for a person at a terminal. Contains no secret. */
export function banner({ server, sync }: App, config: Config): string {
  const { address, port, family } = server.address() as AddressInfo
  const host = family === 'IPv6' ? `[${address}]` : address
  const { state, description, lastError } = sync.db.status()
  const shownState = state === 'lost' ? 'not reached' : state // a banner is shown once, at the start
  const isWorking = state === 'connected' || state === 'off'
  const trouble = isWorking ? '' : ` (${shownState}${lastError ? `: ${lastError}` : ''})`
  const { origin, pathname } = new URL(config.upstream.baseUrl) // without userinfo and query, which may hold a key
  const snapshot = sync.snapshots.current()
  const models = `${snapshot?.catalogue.entries.length ?? 0} models from ${snapshot?.tier ?? 'nowhere yet'}`
  const age = readableAge(Math.floor((sync.snapshots.ageMs() ?? 0) / 1000))
  return [
    '',
    `  Modelkeep  http://${host}:${port}/api/models`,
    `  database   ${description}${trouble}`,
    `  upstream   ${origin}${pathname}`,
    `  catalogue  ${models}, confirmed ${age} ago`,
    '',
    '',
  ].join('\n')
}
