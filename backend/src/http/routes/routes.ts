/**
 * Every route of the program, in the order in which they are matched: a route comes before a more general one that matches the same
 * path. The router, the contract, `/llms.txt`, metric labels, `Allow`, and the exemptions from limits are derived from this list.
 */
import type { PageFiles } from '../page/page-files.js'
import type { Route } from '../route.js'
import { approveQuarantined } from './admin/approve-quarantined.js'
import { cacheStats } from './admin/cache-stats.js'
import { invalidateCache } from './admin/invalidate-cache.js'
import { listQuarantine } from './admin/list-quarantine.js'
import { refresh } from './admin/refresh.js'
import { getCost } from './cost/get-cost.js'
import { postCost } from './cost/post-cost.js'
import { getGenaiPrices } from './export/get-genai-prices.js'
import { getLangfuseModels } from './export/get-langfuse-models.js'
import { changesAsAtom, changesAsJsonFeed } from './history/change-feeds.js'
import { getDiff } from './history/get-diff.js'
import { getModelHistory } from './history/get-model-history.js'
import { listChanges } from './history/list-changes.js'
import { listPriceStability } from './history/list-price-stability.js'
import { listSyncs } from './history/list-syncs.js'
import { streamChanges } from './history/stream-changes.js'
import { sendMcpMessage } from './mcp/send-message.js'
import { countModels, countOpenRouterModels } from './models/count-models.js'
import { getEndpoints, getOpenRouterEndpoints } from './models/get-endpoints.js'
import { getFacets } from './models/get-facets.js'
import { getModel, getOpenRouterModel, getOpenRouterModelBySlug } from './models/get-model.js'
import { listLifecycle } from './models/list-lifecycle.js'
import { listEmbeddingModels } from './models/list-embedding-models.js'
import { listModels, listOpenRouterModels } from './models/list-models.js'
import { modelsRss } from './models/models-rss.js'
import { listOpenRouterProviders, listProviders } from './models/list-providers.js'
import { notSupportedRoutes } from './models/not-supported.js'
import { getLiteLlmPrices } from './mirrors/get-litellm-prices.js'
import { getModelsDev } from './mirrors/get-models-dev.js'
import { cacheHealth } from './operations/cache-health.js'
import { databaseHealth } from './operations/database-health.js'
import { docsViewerRoutes } from './operations/docs-viewer.js'
import { health } from './operations/health.js'
import { livez } from './operations/livez.js'
import { llms } from './operations/llms.js'
import { metrics } from './operations/metrics.js'
import { modelsHealth } from './operations/models-health.js'
import { openapi } from './operations/openapi.js'
import { readyz } from './operations/readyz.js'
import { fileRoutes } from './page/files.js'
import { viewRoutes } from './page/views.js'
import { createWatch } from './watches/create-watch.js'
import { deleteWatch } from './watches/delete-watch.js'
import { getWatch } from './watches/get-watch.js'
import { listDeliveries } from './watches/list-deliveries.js'
import { listWatches } from './watches/list-watches.js'
import { replayWatch } from './watches/replay-watch.js'
import { testWatch } from './watches/test-watch.js'
import { updateWatch } from './watches/update-watch.js'

export const apiRoutes: readonly Route[] = [
  listModels,
  modelsRss,
  countModels,
  getModelHistory,
  getEndpoints,
  getModel,
  listOpenRouterModels,
  countOpenRouterModels,
  ...notSupportedRoutes,
  getOpenRouterEndpoints,
  getOpenRouterModel,
  getOpenRouterModelBySlug,
  getFacets,
  listLifecycle,
  listEmbeddingModels,
  listProviders,
  listOpenRouterProviders,
  listChanges,
  streamChanges,
  changesAsAtom,
  changesAsJsonFeed,
  getDiff,
  listPriceStability,
  getCost,
  postCost,
  getGenaiPrices,
  getLangfuseModels,
  getModelsDev,
  getLiteLlmPrices,
  sendMcpMessage,
  listSyncs,
  listWatches,
  createWatch,
  getWatch,
  updateWatch,
  deleteWatch,
  testWatch,
  listDeliveries,
  replayWatch,
  refresh,
  listQuarantine,
  approveQuarantined,
  invalidateCache,
  cacheStats,
  livez,
  readyz,
  health,
  databaseHealth,
  cacheHealth,
  modelsHealth,
  metrics,
  openapi,
  llms,
]

/** The API, the viewer of the contract, and the page with the files that its build made. */
export function allRoutes(page: Pick<PageFiles, 'files'>): readonly Route[] {
  return [...apiRoutes, ...docsViewerRoutes, ...viewRoutes, ...fileRoutes(page)]
}
