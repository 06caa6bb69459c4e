import { parsePayload } from '@modelkeep/catalog/model/payload'
import { validateCatalogue } from '@modelkeep/catalog/model/validate-catalogue'
import { createCatalogue } from '../../catalogue/catalogue.js'
import type { Clock } from '../../lib/clock.js'
import type { Config } from '../../config.js'
import type { Database } from '../../postgres/database.js'
import { loadBaseline } from '../../postgres/load-baseline.js'
import { createFileTier } from '../../snapshot/file-tier.js'
import { ageMs } from '../../snapshot/freshness.js'
import { createSeedTier } from '../../snapshot/seed-tier.js'
import type { Snapshot } from '../../snapshot/snapshot.js'
import { createUpstream } from '../../upstream/client.js'
import { SourceError } from './model-source.js'

export interface LocatedSnapshot {
  snapshot: Snapshot
  /** Its origin in messages. */
  where: string
}

interface Options {
  config: Config
  clock: Clock
  /** null: there is no database that could be read without starting it. */
  database: () => Promise<Database | null>
  say: (message: string) => void
}

const upstreamTimeoutMs = 20_000

/** The first fresh snapshot of database, file and upstream. If none is fresh, the newest of them; if there is none, the seed. */
export async function currentSnapshot({ config, clock, database, say }: Options): Promise<LocatedSnapshot> {
  const tiers = [
    { name: 'the database', load: async () => fromDatabase(await database()) },
    { name: 'the file in DATA_DIR', load: () => fromFile(config.dataDir, clock) },
    { name: 'upstream', load: () => fromUpstream(config, clock) },
  ]
  const stale: LocatedSnapshot[] = []
  for (const { name, load } of tiers) {
    try {
      const loaded = await load()
      if (loaded === null) continue
      if (ageMs(loaded.snapshot.confirmedAt, clock.now()) < config.cacheTtlSeconds * 1000) return loaded
      stale.push(loaded)
    } catch (error) {
      say(`${name} cannot be used: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const [newest] = stale.toSorted((a, b) => b.snapshot.confirmedAt - a.snapshot.confirmedAt)
  return newest ?? { snapshot: await createSeedTier().load(), where: 'shipped with the program' }
}

async function fromDatabase(db: Database | null): Promise<LocatedSnapshot | null> {
  if (db === null) return null
  const { newest, catalogue } = await loadBaseline(db)
  if (newest === null) return null
  const { confirmedAt, appliedAt: changedAt } = newest
  return { snapshot: { catalogue, tier: 'database', confirmedAt, changedAt }, where: db.status().description }
}

async function fromFile(dataDir: string, { now }: Clock): Promise<LocatedSnapshot | null> {
  const snapshot = await createFileTier({ dataDir, now, onError: () => {} }).load()
  return snapshot && { snapshot, where: `the last good catalogue in ${dataDir}` }
}

async function fromUpstream({ upstream: options }: Config, clock: Clock): Promise<LocatedSnapshot> {
  const { baseUrl, apiKey, maxBytes } = options
  const upstream = createUpstream({ baseUrl, apiKey: apiKey ?? undefined, maxBytes, clock })
  try {
    const { bytes } = await upstream.fetchModels(AbortSignal.timeout(upstreamTimeoutMs))
    const payload = parsePayload(bytes.toString('utf8'))
    if (!payload.ok) throw new SourceError(payload.detail)
    // Without a baseline, a loss cannot be detected and broken models are left out.
    const validation = validateCatalogue({ items: payload.items, baseline: new Map(), maxShrinkPercent: 100 })
    if (validation.verdict === 'quarantined') throw new SourceError(validation.detail)
    const now = clock.now()
    const catalogue = createCatalogue(validation.catalogue)
    const snapshot: Snapshot = { catalogue, tier: 'upstream', confirmedAt: now, changedAt: now }
    return { snapshot, where: new URL(baseUrl).origin }
  } finally {
    await upstream.close()
  }
}
