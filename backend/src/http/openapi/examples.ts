/** Example values for the contract. A test validates each against its schema. */
import type { CacheStats } from '@modelkeep/catalog/contract/cache'
import type { DatabaseHealth, Health, ModelsHealth } from '@modelkeep/catalog/contract/health'
import type { Quarantined } from '@modelkeep/catalog/contract/quarantine'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { CatalogueDiff } from '@modelkeep/catalog/contract/catalogue-diff'
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import type { PriceStability } from '@modelkeep/catalog/contract/price-stability'
import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import type { Facets } from '@modelkeep/catalog/contract/facets'
import type { Model } from '@modelkeep/catalog/model/model'

const at = '2026-08-22T14:05:00.000Z'
const changedAt = '2026-08-22T13:41:00.000Z'

export const model: Model = {
  id: 'openai/gpt-4o',
  canonical_slug: 'openai/gpt-4o',
  hugging_face_id: '',
  name: 'OpenAI: GPT-4o',
  created: 1_715_558_400,
  description: 'GPT-4o ("o" for "omni") reads text and images and writes text.',
  context_length: 128_000,
  architecture: {
    modality: 'text+image->text',
    input_modalities: ['text', 'image'],
    output_modalities: ['text'],
    tokenizer: 'GPT',
    instruct_type: null,
  },
  pricing: { prompt: '0.0000025', completion: '0.00001', input_cache_read: '0.00000125' },
  top_provider: { context_length: 128_000, max_completion_tokens: 16_384, is_moderated: true },
  per_request_limits: null,
  supported_parameters: ['max_tokens', 'temperature', 'tools'],
  default_parameters: null,
  supported_voices: null,
  links: { details: '/api/v1/models/openai/gpt-4o/endpoints' },
}

export const facets: Facets = {
  total: 421,
  authors: [{ value: 'openai', count: 78 }],
  input_modalities: [{ value: 'text', count: 421 }],
  output_modalities: [{ value: 'text', count: 421 }],
  supported_parameters: [{ value: 'tools', count: 322 }],
  tokenizers: [{ value: 'GPT', count: 85 }],
  variants: [{ value: 'free', count: 18 }],
  free: 20,
  price: { prompt: { min: '0', max: '75' }, completion: { min: '0', max: '150' } },
  context: { min: 4096, max: 2_000_000 },
}

export const sync: Sync = {
  id: 1042,
  observed_at: at,
  source: 'upstream',
  scope: 'all',
  status: 'applied',
  payload_hash: 'mWmqlbOE7q3LwKeA2dVzDgvDTHFHyXZDbGk5qfTKPdE',
  order_hash: 'k1qS0kTz0hQZ9m7v3wYF2u8xXoJcN5bRdPGaLeVtUsI',
  model_count: 457,
  added: 2,
  changed: 5,
  removed: 1,
  duration_ms: 412,
  detail: null,
}

export const quarantined: Quarantined = {
  id: 7,
  observed_at: '2026-08-22T10:00:00.000Z',
  last_observed_at: at,
  times: 3,
  source: 'openrouter',
  reason: 'shrunk',
  detail: '200 of 421 models are gone; more than 20 % need approval',
  scope: 'all',
  model_id: null,
  payload_hash: 'mWmqlbOE7q3LwKeA2dVzDgvDTHFHyXZDbGk5qfTKPdE',
  bytes: 691_204,
  approved_at: null,
}

export const cacheStats: CacheStats = { entries: 4, bytes: 3_145_728, hits: 900, misses: 100, hit_ratio: 0.9 }

export const databaseHealth: DatabaseHealth = {
  state: 'connected',
  since: '2026-08-22T08:00:00.000Z',
  description: 'embedded PostgreSQL 18.4',
  last_error: null,
  round_trip_ms: 0.42,
  pool: { max: 9, total: 2, idle: 2, waiting: 0 },
}

export const health: Health = {
  status: 'ok',
  version: '0.1.0',
  uptime_seconds: 3600,
  database: 'connected',
  models: { state: 'fresh', tier: 'upstream', age_seconds: 42, model_count: 457 },
  disk: { full: false, free_bytes: 1_000_000_000, database_full: false },
}

export const modelsHealth: ModelsHealth = {
  ...health.models,
  overlay: null,
  confirmed_at: at,
  changed_at: changedAt,
  tiers: {
    upstream: { breaker: 'closed', last_success_at: at, last_error: null },
    database: { state: 'connected', newest_sync_at: at },
    file: { written_at: at, age_seconds: 42, last_error: null },
    seed: { as_of: null, model_count: null },
  },
  spool: { pending: 0, bytes: 0 },
  mirrors: [],
  last_sync: sync,
}

const earlier = '2026-05-01T12:00:00.000Z'

export const change: ListedChange = {
  seq: 20_417,
  observed_at: at,
  model_id: 'openai/gpt-4o',
  name: 'OpenAI: GPT-4o',
  author: 'openai',
  kind: 'price_changed',
  field: 'pricing.prompt',
  before: '0.0000025',
  after: '0.000002',
  percent: -20,
  scheduled: false,
  flapping: null,
  removed_at: null,
  removed_seq: null,
}

const { kind, field, before, after, percent, scheduled } = change
export const history: ModelHistory = {
  id: 'openai/gpt-4o',
  name: 'OpenAI: GPT-4o',
  present: true,
  first_seen: earlier,
  last_seen: '2026-08-22T14:09:00.000Z',
  gaps: [],
  versions: [
    { observed_at: at, changes: [{ kind, field, before, after, percent, scheduled }] },
    {
      observed_at: earlier,
      changes: [
        {
          kind: 'model_added',
          field: null,
          before: null,
          after: { name: 'OpenAI: GPT-4o' },
          percent: null,
          scheduled: false,
        },
      ],
    },
  ],
  series: [
    {
      field: 'pricing.prompt',
      steps: [
        { from: earlier, to: at, value: '0.0000025' },
        { from: at, to: null, value: '0.000002' },
      ],
    },
  ],
}

export const diff: CatalogueDiff = {
  from: { moment: '2026-05-01T00:00:00.000Z', observed_at: '2026-04-30T23:57:00.000Z', reason: null },
  to: { moment: at, observed_at: at, reason: null },
  added: [{ id: 'openai/gpt-5', name: 'OpenAI: GPT-5' }],
  removed: [],
  changed: [{ id: 'openai/gpt-4o', name: 'OpenAI: GPT-4o', changes: [{ kind, field, before, after, percent }] }],
  schema: [{ field: 'pricing.web_search', before: 0, after: 331 }],
}

export const priceStability: PriceStability = {
  id: 'openai/gpt-4o',
  first_observed: earlier,
  unchanged_since: at,
  changed_at: at,
  changes: [
    { days: 30, count: 1 },
    { days: 90, count: 1 },
    { days: 365, count: 1 },
  ],
  prompt: {
    changed_at: at,
    periods: [
      { days: 30, changes: 1, lowest: '0.000002', highest: '0.0000025', percent: -20 },
      { days: 90, changes: 1, lowest: '0.000002', highest: '0.0000025', percent: -20 },
      { days: 365, changes: 1, lowest: '0.000002', highest: '0.0000025', percent: null },
    ],
    series: [
      { from: earlier, value: '0.0000025' },
      { from: at, value: '0.000002' },
    ],
  },
  completion: {
    changed_at: null,
    periods: [
      { days: 30, changes: 0, lowest: '0.00001', highest: '0.00001', percent: 0 },
      { days: 90, changes: 0, lowest: '0.00001', highest: '0.00001', percent: 0 },
      { days: 365, changes: 0, lowest: '0.00001', highest: '0.00001', percent: null },
    ],
    series: [{ from: earlier, value: '0.00001' }],
  },
}
