import { asAdmin } from './http-app.js'
import type { RequestSpec } from './http-client.js'
import type { Operation } from './contract.js'

/**
 * The state of the program that receives a request. `running`: normal operation. `closed`: no ADMIN_TOKEN. `away`: the database is
 * unreachable. `starting`: the cold start has not begun. `broken`: every service throws. `leased`: another replica holds the lease.
 * `limited`: the rate limit of the address is used up.
 */
export type ProgramState = 'running' | 'closed' | 'away' | 'starting' | 'broken' | 'leased' | 'limited'

/** `{reason}` in the path stands for the id of a payload that was just quarantined for that reason, `{watch}` for that of a new watch. */
export interface Case extends RequestSpec {
  state: ProgramState
}

const json = { 'Content-Type': 'application/json' }

/** For each operation: a request with status 200, and what else is needed for each of its other statuses. */
const requests: Readonly<Record<string, { good: RequestSpec; others?: Readonly<Record<number, Partial<Case>>> }>> = {
  listModels: {
    good: { path: '/api/models?output_modalities=text,image&limit=2&offset=1' },
    others: { 503: { state: 'starting' } },
  },
  countModels: {
    good: { path: '/api/models/count' },
    others: {
      200: { path: '/api/models/count?as_of=2026-01-01' },
      429: { path: '/api/models/count?free=true' },
      503: { path: '/api/models/count?unchanged_days=30', state: 'away' },
    },
  },
  getModelsRssFeed: {
    good: { path: '/api/models.rss?use_rss_chat_links=true' },
    others: { 503: { state: 'starting' } },
  },
  getModel: {
    good: { path: '/api/models/example/alpha' },
    others: {
      404: { path: '/api/models/example/nobody' },
      503: { path: '/api/models/example/alpha?as_of=2026-01-01', state: 'away' },
    },
  },
  listOpenRouterModels: {
    good: { path: '/api/v1/models' },
    others: {
      200: { path: '/api/v1/models?removed=true' },
      429: { path: '/api/v1/models?limit=1' },
      503: { state: 'starting' },
    },
  },
  countOpenRouterModels: {
    good: { path: '/api/v1/models/count' },
    others: { 429: { path: '/api/v1/models/count?free=true' }, 503: { state: 'starting' } },
  },
  getOpenRouterModel: {
    good: { path: '/api/v1/models/example%2Fbeta%3Afree' },
    others: { 404: { path: '/api/v1/models/x' }, 503: { state: 'starting' } },
  },
  getOpenRouterModelBySlug: {
    good: { path: '/api/v1/model/example/beta:free' },
    others: { 404: { path: '/api/v1/model/example/alpha?as_of=2026-01-01' }, 503: { state: 'starting' } },
  },
  getFacets: {
    good: { path: '/api/facets?output_modalities=text' },
    others: { 200: { path: '/api/facets?as_of=2026-01-01' }, 503: { path: '/api/facets?removed=true', state: 'away' } },
  },
  listEmbeddingModels: { good: { path: '/api/v1/embeddings/models?limit=1' }, others: { 503: { state: 'starting' } } },
  listModelEndpoints: {
    good: { path: '/api/models/example/alpha/endpoints' },
    others: { 404: { path: '/api/models/example/nobody/endpoints' }, 503: { state: 'starting' } },
  },
  listOpenRouterModelEndpoints: {
    good: { path: '/api/v1/models/example/alpha/endpoints' },
    others: {
      404: { path: '/api/v1/models/example%2Fpainter/endpoints' },
      503: { path: '/api/v1/models/example/alpha/endpoints', state: 'starting' },
    },
  },
  listProviders: { good: { path: '/api/providers' }, others: { 404: { state: 'leased' }, 503: { state: 'away' } } },
  listOpenRouterProviders: {
    good: { path: '/api/v1/providers' },
    others: { 404: { state: 'leased' }, 503: { state: 'away' } },
  },
  listOpenRouterUserModels: { good: { path: '/api/v1/models/user' }, others: { 501: {} } },
  listOpenRouterZdrEndpoints: { good: { path: '/api/v1/endpoints/zdr' }, others: { 501: {} } },
  listOpenRouterImageModels: { good: { path: '/api/v1/images/models' }, others: { 501: {} } },
  listOpenRouterImageModelEndpoints: {
    good: { path: '/api/v1/images/models/example/painter/endpoints' },
    others: { 501: {} },
  },
  listOpenRouterVideoModels: { good: { path: '/api/v1/videos/models' }, others: { 501: {} } },
  listChanges: { good: { path: '/api/changes?kind=model_added&limit=2' }, others: { 503: { state: 'away' } } },
  streamChanges: { good: { path: '/api/changes/stream?kind=price_changed' }, others: { 503: { state: 'away' } } },
  getChangesAtomFeed: { good: { path: '/api/changes.atom?limit=2' }, others: { 503: { state: 'away' } } },
  getChangesJsonFeed: { good: { path: '/api/changes.json?limit=2' }, others: { 503: { state: 'away' } } },
  getModelHistory: {
    good: { path: '/api/models/example/alpha/history' },
    others: { 404: { path: '/api/models/example/nobody/history' }, 503: { state: 'away' } },
  },
  getDiff: { good: { path: '/api/diff?from=2026-05-01' }, others: { 503: { state: 'away' } } },
  listPriceStability: {
    good: { path: '/api/price-stability?ids=openai/gpt-4o' },
    others: { 503: { state: 'away' } },
  },
  priceCall: {
    good: { path: '/api/cost?model=example/alpha&prompt_tokens=10&at=2026-05-01' },
    others: { 429: { path: '/api/cost?model=example/alpha&prompt_tokens=11' }, 503: { state: 'away' } },
  },
  priceCalls: {
    good: {
      method: 'POST',
      path: '/api/cost',
      headers: { 'Content-Type': 'application/json' },
      body: '[{"model":"example/alpha","usage":{"prompt_tokens":10}}]',
    },
    others: {
      413: { body: JSON.stringify('x'.repeat(1_100_000)) },
      415: { headers: { 'Content-Type': 'text/plain' } },
    },
  },
  getGenaiPrices: { good: { path: '/api/export/genai-prices.json' }, others: { 503: { state: 'away' } } },
  getLangfuseModels: { good: { path: '/api/export/langfuse.json' }, others: { 503: { state: 'away' } } },
  getModelsDevDocument: {
    good: { path: '/models.dev/api.json' },
    others: {
      404: { path: '/models.dev/api.json?mirror_only=true' },
      429: { path: '/models.dev/api.json?as_of=2026-02-01' },
      503: { state: 'starting' },
    },
  },
  getLiteLlmPrices: {
    good: { path: '/litellm/model_prices_and_context_window.json' },
    others: {
      404: { path: '/litellm/model_prices_and_context_window.json?mirror_only=true' },
      429: { path: '/litellm/model_prices_and_context_window.json?as_of=2026-02-01' },
      503: { state: 'starting' },
    },
  },
  listLifecycle: {
    good: { path: '/api/lifecycle?ids=example/alpha' },
    others: { 503: { state: 'starting' } },
  },
  listWatches: { good: { path: '/api/watches' }, others: { 503: { state: 'away' } } },
  createWatch: {
    good: {
      method: 'POST',
      path: '/api/watches',
      headers: json,
      body: '{"name":"of the contract","filter":{},"destination":{"type":"ntfy","url":"https://example.com/topic"}}',
    },
    others: {
      201: {},
      400: { body: '{"name":""}' },
      409: { body: '{"name":"no mail","filter":{},"destination":{"type":"email","to":"a@example.com"}}' },
      413: { body: JSON.stringify({ name: 'x'.repeat(20_000) }) },
      415: { headers: { 'Content-Type': 'text/plain' } },
      503: { state: 'away' },
    },
  },
  getWatch: {
    good: { path: '/api/watches/{watch}' },
    others: { 404: { path: '/api/watches/999999' }, 503: { path: '/api/watches/1', state: 'away' } },
  },
  updateWatch: {
    good: { method: 'PATCH', path: '/api/watches/{watch}', headers: json, body: '{"state":"paused"}' },
    others: {
      400: { body: '{"state":"asleep"}' },
      404: { path: '/api/watches/999999' },
      409: { body: '{"rotate_secret":true}' },
      413: { body: JSON.stringify({ name: 'x'.repeat(20_000) }) },
      415: { headers: { 'Content-Type': 'text/plain' } },
      503: { path: '/api/watches/1', state: 'away' },
    },
  },
  deleteWatch: {
    good: { method: 'DELETE', path: '/api/watches/{watch}' },
    others: {
      404: { path: '/api/watches/999999' },
      409: { path: '/api/watches/{watch_of_file}' },
      500: { path: '/api/watches/1', state: 'broken' },
      503: { path: '/api/watches/1', state: 'away' },
    },
  },
  testWatch: {
    good: { method: 'POST', path: '/api/watches/{watch}/test' },
    others: { 404: { path: '/api/watches/999999/test' }, 503: { path: '/api/watches/1/test', state: 'away' } },
  },
  listDeliveries: {
    good: { path: '/api/watches/{watch}/deliveries' },
    others: {
      404: { path: '/api/watches/999999/deliveries' },
      503: { path: '/api/watches/1/deliveries', state: 'away' },
    },
  },
  replayWatch: {
    good: {
      method: 'POST',
      path: '/api/watches/{watch}/replay',
      headers: json,
      body: '{"since":"2026-08-01T00:00:00Z"}',
    },
    others: {
      400: { body: '{}' },
      404: { path: '/api/watches/999999/replay' },
      409: { path: '/api/watches/{watch}/replay', body: '{"since":"2026-08-01T00:00:00Z","message_id":"x"}' },
      413: { body: JSON.stringify({ message_id: 'x'.repeat(20_000) }) },
      415: { headers: { 'Content-Type': 'text/plain' } },
      503: { path: '/api/watches/1/replay', state: 'away' },
    },
  },
  sendMcpMessage: {
    good: {
      method: 'POST',
      path: '/mcp',
      headers: { ...json, Accept: 'application/json, text/event-stream' },
      body: '{"jsonrpc":"2.0","id":1,"method":"prompts/list"}',
    },
    others: {
      202: { body: '{"jsonrpc":"2.0","method":"notifications/initialized"}' },
      403: { headers: { ...json, Origin: 'https://other.example.com' } },
      404: {
        headers: { ...json, 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'nothing/at-all' },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'nothing/at-all',
          params: {
            _meta: {
              'io.modelcontextprotocol/protocolVersion': '2026-07-28',
              'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
              'io.modelcontextprotocol/clientCapabilities': {},
            },
          },
        }),
      },
      406: { headers: { ...json, Accept: 'application/json' } },
      413: { body: JSON.stringify('x'.repeat(20_000)) },
      415: { headers: { 'Content-Type': 'text/plain' } },
    },
  },
  listSyncs: { good: { path: '/api/syncs?limit=1' }, others: { 503: { state: 'away' } } },
  refreshCatalogue: { good: { method: 'POST', path: '/api/refresh' }, others: { 503: { state: 'leased' } } },
  listQuarantine: { good: { path: '/api/quarantine' }, others: { 503: { state: 'away' } } },
  approveQuarantined: {
    good: { method: 'POST', path: '/api/quarantine/1/approve' },
    others: {
      200: { path: '/api/quarantine/{shrunk}/approve' },
      400: { path: '/api/quarantine/seven/approve' },
      404: { path: '/api/quarantine/999999/approve' },
      409: { path: '/api/quarantine/{broken_model}/approve' },
      503: { state: 'away' },
    },
  },
  invalidateCache: {
    good: {
      method: 'POST',
      path: '/api/cache/invalidate',
      headers: { 'Content-Type': 'application/json' },
      body: '{"key":"/api/models"}',
    },
    others: {
      400: { body: '{"keys":[]}' },
      413: { body: JSON.stringify({ key: 'x'.repeat(20_000) }) },
      415: { headers: { 'Content-Type': 'text/plain' } },
    },
  },
  getCacheStats: { good: { path: '/api/cache/stats' } },
  getLiveness: { good: { path: '/livez' } },
  getReadiness: { good: { path: '/readyz' }, others: { 503: { state: 'starting' } } },
  getHealth: { good: { path: '/health' } },
  getDatabaseHealth: { good: { path: '/health/database' } },
  getCacheHealth: { good: { path: '/health/cache' } },
  getModelsHealth: { good: { path: '/health/models' } },
  getMetrics: { good: { path: '/metrics' } },
  getContract: { good: { path: '/api/openapi.json' } },
  getLlmsText: { good: { path: '/llms.txt' } },
}

let addresses = 0

/** How to obtain the statuses that many operations share. */
const common: Readonly<Record<number, (good: RequestSpec) => Partial<Case>>> = {
  200: () => ({}),
  304: (good) => ({ headers: { ...good.headers, 'If-None-Match': '*' } }),
  400: (good) => ({ path: `${good.path}${good.path.includes('?') ? '&' : '?'}nonsense=1` }),
  // Each from another address, since wrong tokens are limited per address.
  401: (good) => ({
    headers: { ...good.headers, Authorization: 'Bearer nonsense', 'X-Forwarded-For': `203.0.113.${++addresses}` },
  }),
  403: () => ({ state: 'closed' }),
  405: () => ({ method: 'PUT' }),
  429: () => ({ state: 'limited' }),
  500: () => ({ state: 'broken' }),
}

/** The request that obtains `status`, or undefined if there is none. */
export function caseFor({ operationId }: Operation, status: number): Case | undefined {
  const known = requests[operationId]
  const own = known?.others?.[status]
  const shared = known && common[status]?.(known.good)
  if (known === undefined || (own ?? shared) === undefined) return undefined
  const changed = { ...shared, ...own }
  const headers = { ...asAdmin, ...known.good.headers, ...changed.headers }
  return { state: 'running', ...known.good, ...changed, headers }
}
