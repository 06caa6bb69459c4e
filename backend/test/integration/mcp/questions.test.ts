import type { Client } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { captureModels, haveCaptures, noCaptures } from '../../helpers/captures.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { importRaw } from '../../helpers/import-export.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { connect } from '../../helpers/sync-fixture.js'
import { until } from '../../helpers/test-app.js'
import { call, connectOverHttp, type CalledTool } from './helpers/mcp-clients.js'

/** A question, the call with which an agent answers it, and what the real catalogue of 22 August 2026 says. */
interface Question {
  asked: string
  tool: string
  args: Record<string, unknown>
  answer: (called: CalledTool) => unknown
  expected: unknown
}

interface Identified {
  id: string
}
const ids = ({ content }: CalledTool): string[] => content.data.map(({ id }: Identified) => id)
const first = (called: CalledTool): string | undefined => ids(called)[0]
const total = ({ content }: CalledTool): number => content.total_count
const text = (called: CalledTool): string => called.text
const cost = ({ content }: CalledTool): string => content.data.cost

const questions: Question[] = [
  {
    asked: 'What is the cheapest model with vision, tools and 200k of context that is not free?',
    tool: 'find_models',
    args: {
      input_modalities: ['image'],
      supported_parameters: ['tools'],
      context: 200_000,
      min_price: 0.000001,
      sort: 'pricing-low-to-high',
      limit: 3,
    },
    answer: ids,
    expected: ['nex-agi/nex-n2-mini', 'qwen/qwen3.7-flash', 'openai/gpt-5-nano:batch'],
  },
  {
    asked: 'How many models can I use for free?',
    tool: 'find_models',
    args: { free: true, output_modalities: 'text', limit: 1 },
    answer: total,
    expected: 20,
  },
  {
    asked: 'What does GPT-4o cost per million tokens?',
    tool: 'get_model',
    args: { id: 'openai/gpt-4o' },
    answer: text,
    expected: expect.stringContaining('input $2.50, output $10.00; 128,000 tokens of context'),
  },
  {
    asked: 'How much context does Claude Sonnet 4.5 have, and until when does it know the world?',
    tool: 'get_model',
    args: { id: 'anthropic/claude-sonnet-4.5' },
    answer: ({ content: { data } }) => [data.context_length, data.knowledge_cutoff],
    expected: [1_000_000, '2025-01-31'],
  },
  {
    asked: 'Which model is the newest?',
    tool: 'find_models',
    args: { sort: 'newest', limit: 1 },
    answer: first,
    expected: 'meta/muse-spark-1.2-contributor',
  },
  {
    asked: 'Does Mistral have a chat model that listens to audio?',
    tool: 'find_models',
    args: { model_authors: 'mistralai', input_modalities: 'audio', output_modalities: 'text' },
    answer: ids,
    expected: ['mistralai/voxtral-small-24b-2507'],
  },
  {
    asked: 'Which models have a context of two million tokens?',
    tool: 'find_models',
    args: { context: 2_000_000 },
    answer: ids,
    expected: expect.arrayContaining(['openrouter/auto-beta', 'openrouter/pareto-code', 'x-ai/grok-4.20']),
  },
  {
    asked: 'What is the id of "claud sonet 4.5"?',
    tool: 'find_models',
    args: { q: 'claud sonet 4.5', exclude: 'batch', limit: 5 },
    answer: ids,
    expected: expect.arrayContaining(['anthropic/claude-sonnet-4.5']),
  },
  {
    asked: 'Compare GPT-4o with Claude Sonnet 4.5 and Gemini 2.5 Pro.',
    tool: 'compare_models',
    args: { ids: ['openai/gpt-4o', 'anthropic/claude-sonnet-4.5', 'google/gemini-2.5-pro'] },
    answer: ({ content }) =>
      content.data.map(({ id, pricing }: Identified & { pricing: { prompt: string } }) => [id, pricing.prompt]),
    expected: [
      ['openai/gpt-4o', '0.0000025'],
      ['anthropic/claude-sonnet-4.5', '0.000003'],
      ['google/gemini-2.5-pro', '0.00000125'],
    ],
  },
  {
    asked: 'Which models go away within a week?',
    tool: 'find_models',
    args: { expiring_days: 7 },
    answer: (called) => ids(called).toSorted(),
    expected: [
      'inclusionai/ling-2.6-1t',
      'inclusionai/ling-2.6-flash',
      'inclusionai/ring-2.6-1t',
      'nvidia/nemotron-3-nano-30b-a3b:free',
      'nvidia/nemotron-nano-12b-v2-vl:free',
      'nvidia/nemotron-nano-9b-v2:free',
    ],
  },
  {
    asked: 'Which open models with structured outputs cost at most five cents per million input tokens?',
    tool: 'find_models',
    args: { open_weights: true, supported_parameters: 'structured_outputs', max_price: 0.05, exclude: 'free' },
    answer: (called) => [total(called), ids(called).includes('openai/gpt-oss-120b')],
    expected: [13, true],
  },
  {
    asked: 'Is my list still valid: gpt-4o, ring-2.6-1t, jamba-large-1.7?',
    tool: 'check_models',
    args: { ids: ['openai/gpt-4o', 'inclusionai/ring-2.6-1t', 'ai21/jamba-large-1.7'] },
    answer: ({ content }) =>
      content.data.map(({ findings }: { findings: { kind: string }[] }) => findings.map(({ kind }) => kind)),
    expected: [[], ['expiring'], ['gone']],
  },
  {
    asked: 'Has the price of Gemini 3.6 Flash changed since I added it on 10 August?',
    tool: 'check_models',
    args: { ids: 'google/gemini-3.6-flash', since: '2026-08-10' },
    answer: text,
    expected: expect.stringContaining('price of input tokens fell 50 %: $1.50 → $0.75 per million'),
  },
  {
    asked: 'What does a call with 100,000 tokens in and 1,000 out cost with Claude Sonnet 4.5?',
    tool: 'estimate_cost',
    args: { model: 'anthropic/claude-sonnet-4.5', prompt_tokens: 100_000, completion_tokens: 1_000 },
    answer: cost,
    expected: '0.315',
  },
  {
    asked: 'And with 300,000 tokens in, where the higher tier applies?',
    tool: 'estimate_cost',
    args: { model: 'anthropic/claude-sonnet-4.5', prompt_tokens: 300_000, completion_tokens: 1_000 },
    answer: cost,
    expected: '1.8225',
  },
  {
    asked: 'What would a thousand calls of 2,000 tokens in and 500 out cost with GPT-4o mini?',
    tool: 'estimate_cost',
    args: { model: 'openai/gpt-4o-mini', prompt_tokens: 2_000_000, completion_tokens: 500_000, requests: 1_000 },
    answer: cost,
    expected: '0.6',
  },
  {
    asked: 'What did a million input tokens of Gemini 3.6 Flash cost on 10 August?',
    tool: 'estimate_cost',
    args: { model: 'google/gemini-3.6-flash', at: '2026-08-10', prompt_tokens: 1_000_000 },
    answer: cost,
    expected: '1.5',
  },
  {
    asked: 'Which models were removed since 6 August?',
    tool: 'list_changes',
    args: { kind: 'model_removed', since: '2026-08-06' },
    answer: ({ content }) => content.data.map(({ model_id: id }: { model_id: string }) => id).toSorted(),
    expected: [
      'ai21/jamba-large-1.7',
      'deepcogito/cogito-v2.1-671b',
      'inclusionai/ling-3.0-flash:free',
      'openai/gpt-5.3-chat',
      'openai/gpt-oss-20b:free',
    ],
  },
  {
    asked: 'How many models came and went between 6 and 22 August?',
    tool: 'diff_catalogues',
    args: { from: '2026-08-06', to: '2026-08-22T12:00:00Z' },
    answer: ({ content: { counts } }) => [counts.added, counts.removed],
    expected: [88, 5],
  },
  {
    asked: 'How did the price of GPT-5.6 Sol develop?',
    tool: 'price_history',
    args: { id: 'openai/gpt-5.6-sol' },
    answer: text,
    expected: expect.stringContaining('prompt, USD per million input tokens: 5 from 2026-08-05, 2 from 2026-08-22'),
  },
]

describe('questions about the real catalogue', () => {
  beforeEach((context) => context.skip(!haveCaptures, noCaptures))
  let database: TestDatabase | undefined
  let app: HttpApp | undefined
  let client: Client
  beforeAll(async () => {
    if (!haveCaptures) return
    database = await createTestDatabase()
    const db = await connect(database.url)
    const all = captureModels('openrouter-models-all-modalities-2026-08-05.json')
    await importRaw(db, [
      { observed_at: '2026-08-05T12:00:00Z', scope: 'all', data: all },
      { observed_at: '2026-08-22T12:00:00Z', scope: 'text', data: captureModels('openrouter-models-2026-08-22.json') },
    ])
    await db.close()
    const clock = createFakeClock('2026-08-22T13:00:00Z')
    app = await startHttpApp({ DATABASE_URL: database.url }, { clock })
    await until(async () => (await app!.send('/api/models?removed=true')).status === 200)
    client = await connectOverHttp(app.url)
  })
  afterAll(async () => {
    await client?.close()
    await app?.stop()
    await database?.drop()
  })

  it.each(questions)('$asked', async ({ tool, args, answer, expected }) => {
    const called = await call(client, tool, args)
    expect(called.isError, called.text).toBe(false)
    expect(answer(called)).toEqual(expected)
  })

  it('has twenty', () => expect(questions).toHaveLength(20))
})
