import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import type { Clock } from '../../lib/clock.js'
import type { Config } from '../../config.js'
import { createHistoricalCatalogues } from '../../history/historical-catalogues.js'
import { modelHistory } from '../../history/model-history.js'
import { createPriceHistories } from '../../history/price-histories.js'
import { createViews } from '../../http/bodies/catalogue-view.js'
import { momentOf, readCurrentHistory, reasonOf } from '../../http/bodies/history.js'
import { lifecycleList } from '../../http/bodies/lifecycle.js'
import { listBody, plain, type BodySource } from '../../http/bodies/models.js'
import { modelCachePolicy, pricesFor } from '../../http/bodies/model-responses.js'
import type { Database } from '../../postgres/database.js'
import { overlaidHistory } from '../../overlay/overlaid-history.js'
import { ageMs, toleratedSkewMs } from '../../snapshot/freshness.js'
import { currentSnapshot } from './current-snapshot.js'
import { localLifecycle } from './local-lifecycle.js'
import { createLocalOverlay } from './local-overlay.js'
import { localPricing } from './local-pricing.js'
import { createLocalDatabase } from './local-database.js'
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
  const database = createLocalDatabase(options)
  const ownPrices = createLocalOverlay(config)
  let current: ReturnType<typeof currentSnapshot> | undefined
  const views = createViews()
  const render = (from: BodySource, query: ListQuery): string => textOf(listBody(plain, from, query))

  const upstreamSnapshot = (): ReturnType<typeof currentSnapshot> =>
    (current ??= currentSnapshot({ config, clock, database: database.running, say }))

  const listCurrent = async (query: ListQuery): Promise<ModelListing> => {
    const now = clock.now()
    const { snapshot, where } = await upstreamSnapshot()
    const catalogue = await ownPrices.shown(snapshot.catalogue, now)
    const prices =
      query.unchanged_days === undefined
        ? {}
        : await pricesFor(createPriceHistories(await database.history()), query, null)
    const body = render({ view: views(catalogue), now, ...prices }, query)
    return { body, tier: snapshot.tier, ageSeconds: Math.floor(ageMs(snapshot.confirmedAt, now) / 1000), where }
  }

  const listHistorical = async (query: ListQuery): Promise<ModelListing> => {
    const now = clock.now()
    const db = await database.history()
    const historical = overlaidHistory(createHistoricalCatalogues(db), await ownPrices.load())
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
    lifecycle: async () => {
      const now = clock.now()
      const { snapshot } = await upstreamSnapshot()
      const facts = await localLifecycle({ config, database: database.running }).facts()
      return lifecycleList(await ownPrices.shown(snapshot.catalogue, now), facts, { now, ids: undefined })
    },
    pricing: async () =>
      localPricing({
        clock,
        database: database.existing,
        currentSnapshot: upstreamSnapshot,
        currentOverlay: await ownPrices.load(),
        say,
      }),
    history: async (id) => {
      const db = await database.history()
      const { value } = await readCurrentHistory({ db }, (tx, { confirmedAt }) =>
        modelHistory(tx, id, confirmedAt),
      ).catch((error: unknown) => {
        throw new SourceError(`the history cannot be read: ${messageOf(error)}`, { cause: error })
      })
      return value
    },
    close: database.close,
  }
}

function textOf(answer: ReturnType<typeof listBody>): string {
  return typeof answer === 'string' ? answer : Buffer.concat(answer.parts).toString('utf8')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
