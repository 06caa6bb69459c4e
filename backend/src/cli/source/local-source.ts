/**
 * Lists of models without a running service. The present comes from the first of these that is fresh: the database (that of
 * DATABASE_URL, or the embedded one of a `serve` that runs), the last good file in DATA_DIR, upstream. Where none is, the one that
 * was confirmed last; else the seed. The past comes from the database alone; for it an embedded one is started that is there but
 * does not run.
 */
import { parsePayload } from '@modelkeep/catalog/model/payload'
import type { ListQuery } from '@modelkeep/catalog/query/query'
import { validate } from '@modelkeep/catalog/model/validate'
import { findRunning, hasDatabase } from '@modelkeep/embedded-postgres/running'
import { createCatalogue } from '../../catalogue/catalogue.js'
import type { Clock } from '../../lib/clock.js'
import type { Config } from '../../config.js'
import { createPast, type Past, type PastCatalogue } from '../../history/as-of.js'
import { createViews } from '../../http/bodies/catalogue-view.js'
import { momentOf, reasonOf } from '../../http/bodies/history.js'
import { listAnswer, plain, type Asked } from '../../http/bodies/models.js'
import { isAboutThePast } from '../../http/bodies/historical-models.js'
import type { Database } from '../../postgres/database.js'
import { loadBaseline } from '../../postgres/load-baseline.js'
import { createFileTier } from '../../snapshot/file-tier.js'
import { ageMs, toleratedSkewMs } from '../../snapshot/freshness.js'
import { createSeedTier } from '../../snapshot/seed-tier.js'
import type { Snapshot } from '../../snapshot/snapshot.js'
import { createUpstream } from '../../upstream/client.js'
import { CannotAnswer, type Listed, type ModelSource } from './model-source.js'

export interface LocalSourceOptions {
  config: Config
  clock: Clock
  /** Connects, starting an embedded server if need be. */
  openDatabase: () => Promise<Database>
  /** Is told in a sentence what could not be used. */
  note: (sentence: string) => void
}

const upstreamWithinMs = 20_000

interface Found {
  snapshot: Snapshot
  where: string
}

export function localSource(options: LocalSourceOptions): ModelSource {
  const { config, clock } = options
  const database = once(() => openDatabase(options))
  const present = once(() => findPresent(options, async () => ((await isAtHand(config)) ? database() : null)))
  const views = createViews()
  let past: Past | undefined
  const answer = (asked: Omit<Asked, 'now'>, query: ListQuery, now: number): string =>
    textOf(listAnswer(plain, { ...asked, now }, query))
  return {
    list: async (query): Promise<Listed> => {
      const now = clock.now()
      if (!isAboutThePast(query)) {
        const { snapshot, where } = await present()
        return {
          body: answer({ view: views(snapshot.catalogue) }, query, now),
          tier: snapshot.tier,
          ageSeconds: seconds(ageMs(snapshot.confirmedAt, now)),
          where,
        }
      }
      const db = await database().catch((error: unknown) => {
        throw new CannotAnswer(sentence('the database', error), { cause: error })
      })
      if (db === null)
        throw new CannotAnswer(
          'what was before is known to a database or a running service alone: give --url, MODELKEEP_URL or DATABASE_URL',
        )
      past ??= createPast(db)
      const moment = query.as_of === undefined ? now + toleratedSkewMs : momentOf(query.as_of, now)
      const found: PastCatalogue = await (query.removed === true ? past.removedAt(moment) : past.catalogueAt(moment))
      const reason = reasonOf(found)
      return {
        body: answer(
          { view: views(found.catalogue), ...(reason !== undefined && { reason }) },
          query,
          query.as_of === undefined ? now : moment,
        ),
        tier: 'database',
        ageSeconds: 0,
        where: db.status().description,
      }
    },
    close: async () => (await database.made())?.close(),
  }
}

/** null where there is none, and none is to be made: to ask about models is no reason to found a database. */
async function openDatabase({ config, openDatabase: open }: LocalSourceOptions): Promise<Database | null> {
  const { kind } = config.database
  const isThere = kind === 'external' || (kind === 'embedded' && hasDatabase(config.dataDir))
  return isThere ? open() : null
}

/** Whether it can be asked without being started. */
async function isAtHand({ database, dataDir }: Config): Promise<boolean> {
  return database.kind === 'external' || (database.kind === 'embedded' && (await findRunning(dataDir)) !== null)
}

async function findPresent(
  { config, clock, note }: LocalSourceOptions,
  database: () => Promise<Database | null>,
): Promise<Found> {
  const found: Found[] = []
  const isFresh = (): boolean =>
    found.some(({ snapshot }) => ageMs(snapshot.confirmedAt, clock.now()) < config.cacheTtlSeconds * 1000)
  const ask = async (what: string, look: () => Promise<Found | null>): Promise<void> => {
    if (isFresh()) return
    const one = await look().catch((error: unknown) => (note(sentence(what, error)), null))
    if (one !== null) found.push(one)
  }
  await ask('the database', async () => fromDatabase(await database()))
  await ask('the file in DATA_DIR', () => fromFile(config.dataDir, clock))
  await ask('upstream', () => fromUpstream(config, clock))
  const [newest] = found.toSorted((a, b) => b.snapshot.confirmedAt - a.snapshot.confirmedAt)
  return newest ?? { snapshot: await createSeedTier().load(), where: 'what ships with the program' }
}

async function fromDatabase(db: Database | null): Promise<Found | null> {
  if (db === null) return null
  const { newest, catalogue } = await loadBaseline(db)
  return (
    newest && {
      snapshot: { catalogue, tier: 'database', confirmedAt: newest.confirmedAt, changedAt: newest.appliedAt },
      where: db.status().description,
    }
  )
}

async function fromFile(dataDir: string, { now }: Clock): Promise<Found | null> {
  const snapshot = await createFileTier({ dataDir, now, onError: () => {} }).load()
  return snapshot && { snapshot, where: `the last good file in ${dataDir}` }
}

async function fromUpstream({ upstream: { baseUrl, apiKey, maxBytes } }: Config, clock: Clock): Promise<Found> {
  const upstream = createUpstream({ baseUrl, apiKey: apiKey ?? undefined, maxBytes, clock })
  try {
    const payload = parsePayload(
      (await upstream.fetchModels(AbortSignal.timeout(upstreamWithinMs))).bytes.toString('utf8'),
    )
    if (!payload.ok) throw new CannotAnswer(payload.detail)
    // There is nothing to measure a loss against; broken models are left out.
    const judged = validate({ items: payload.items, baseline: new Map(), maxShrinkPercent: 100 })
    if (judged.verdict === 'quarantined') throw new CannotAnswer(judged.detail)
    const now = clock.now()
    return {
      snapshot: { catalogue: createCatalogue(judged.catalogue), tier: 'upstream', confirmedAt: now, changedAt: now },
      where: new URL(baseUrl).origin,
    }
  } finally {
    await upstream.close()
  }
}

function textOf(answer: ReturnType<typeof listAnswer>): string {
  return typeof answer === 'string' ? answer : Buffer.concat(answer.parts).toString('utf8')
}

function sentence(what: string, error: unknown): string {
  return `${what} cannot be used: ${error instanceof Error ? error.message : String(error)}`
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}

/** Made when first asked for, and kept; `made` gives it where it was, and is undefined where it was not, or could not be. */
function once<T>(make: () => Promise<T>): (() => Promise<T>) & { made: () => Promise<T | undefined> } {
  let made: Promise<T> | undefined
  return Object.assign(() => (made ??= make()), { made: async () => made?.catch(() => undefined) })
}
