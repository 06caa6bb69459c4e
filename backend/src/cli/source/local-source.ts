import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { findRunning, hasDatabase } from '@modelkeep/embedded-postgres/running'
import type { Clock } from '../../lib/clock.js'
import type { Config } from '../../config.js'
import { createHistoricalCatalogues } from '../../history/historical-catalogues.js'
import { modelHistory } from '../../history/model-history.js'
import { createPriceHistories } from '../../history/price-histories.js'
import { createViews } from '../../http/bodies/catalogue-view.js'
import { momentOf, readCurrentHistory, reasonOf } from '../../http/bodies/history.js'
import { listBody, plain, type BodySource } from '../../http/bodies/models.js'
import { modelCachePolicy, pricesFor } from '../../http/bodies/model-responses.js'
import type { Database } from '../../postgres/database.js'
import { ageMs, toleratedSkewMs } from '../../snapshot/freshness.js'
import { currentSnapshot } from './current-snapshot.js'
import { localPricing } from './local-pricing.js'
import { SourceError, type ModelListing, type ModelSource } from './model-source.js'

export interface LocalSourceOptions {
  config: Config
  clock: Clock
  /** Connects, and starts an embedded server if necessary. */
  openDatabase: () => Promise<Database>
  /** Receives a message about each source that cannot be used. */
  say: (message: string) => void
}

/**
 * Lists of models without a running service. The current catalogue comes from the best local source (see `currentSnapshot`). A
 * historical one comes from the database; an existing embedded one is started for it.
 */
export function localSource(options: LocalSourceOptions): ModelSource {
  const { config, clock, say } = options
  let opened: Promise<Database | null> | undefined
  const database = (): Promise<Database | null> => (opened ??= openExisting(options))
  const runningDatabase = async (): Promise<Database | null> => ((await isRunning(config)) ? database() : null)
  let current: ReturnType<typeof currentSnapshot> | undefined
  const views = createViews()
  const render = (from: BodySource, query: ListQuery): string => textOf(listBody(plain, from, query))

  const usableDatabase = (): Promise<Database | null> =>
    database().catch((error: unknown) => {
      throw new SourceError(`the database cannot be used: ${messageOf(error)}`, { cause: error })
    })
  const newestSnapshot = (): ReturnType<typeof currentSnapshot> =>
    (current ??= currentSnapshot({ config, clock, database: runningDatabase, say }))

  const history = async (): Promise<Database> => {
    const db = await usableDatabase()
    if (db === null)
      throw new SourceError('history needs a database or a running service: give --url, MODELKEEP_URL or DATABASE_URL')
    return db
  }

  const listCurrent = async (query: ListQuery): Promise<ModelListing> => {
    const now = clock.now()
    const { snapshot, where } = await newestSnapshot()
    const prices =
      query.unchanged_days === undefined ? {} : await pricesFor(createPriceHistories(await history()), query, null)
    const body = render({ view: views(snapshot.catalogue), now, ...prices }, query)
    return { body, tier: snapshot.tier, ageSeconds: Math.floor(ageMs(snapshot.confirmedAt, now) / 1000), where }
  }

  const listHistorical = async (query: ListQuery): Promise<ModelListing> => {
    const now = clock.now()
    const db = await history()
    const historical = createHistoricalCatalogues(db)
    const moment = query.as_of === undefined ? now + toleratedSkewMs : momentOf(query.as_of, now)
    const found = await (query.removed === true ? historical.removedAt(moment) : historical.catalogueAt(moment))
    const reason = reasonOf(found)
    const from = {
      view: views(found.catalogue),
      now: query.as_of === undefined ? now : moment,
      ...(await pricesFor(createPriceHistories(db), query, query.as_of === undefined ? null : moment)),
      ...(reason !== undefined && { reason }),
    }
    return { body: render(from, query), tier: 'database', ageSeconds: 0, where: db.status().description }
  }

  return {
    list: (query) => (modelCachePolicy(query) === 'history' ? listHistorical(query) : listCurrent(query)),
    pricing: () => localPricing({ clock, database: usableDatabase, currentSnapshot: newestSnapshot, say }),
    history: async (id) => {
      const db = await history()
      const { value } = await readCurrentHistory({ db }, (tx, { confirmedAt }) =>
        modelHistory(tx, id, confirmedAt),
      ).catch((error: unknown) => {
        throw new SourceError(`the history cannot be read: ${messageOf(error)}`, { cause: error })
      })
      return value
    },
    close: async () => (await opened?.catch(() => null))?.close(),
  }
}

/** The configured database, if it exists: listing models must not create one. */
async function openExisting({ config, openDatabase }: LocalSourceOptions): Promise<Database | null> {
  const { kind } = config.database
  const exists = kind === 'external' || (kind === 'embedded' && hasDatabase(config.dataDir))
  return exists ? openDatabase() : null
}

async function isRunning({ database, dataDir }: Config): Promise<boolean> {
  return database.kind === 'external' || (database.kind === 'embedded' && (await findRunning(dataDir)) !== null)
}

function textOf(answer: ReturnType<typeof listBody>): string {
  return typeof answer === 'string' ? answer : Buffer.concat(answer.parts).toString('utf8')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
