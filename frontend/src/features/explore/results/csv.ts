import type { PriceStability, TokenPriceStability } from '@modelkeep/catalog/contract/price-stability'
import { expiryOf } from '@modelkeep/catalog/model/expiry'
import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { inputModalities, outputModalities } from '@modelkeep/catalog/model/modalities'
import { isBilledByToken, parsePrice } from '@modelkeep/catalog/price/price'
import { monthlyUsd } from '../../../shared/cost/monthly-cost.js'
import { defaultWorkload, type Workload } from '../../../shared/cost/workload.js'
import { capabilitiesOf, capabilityNames } from '../../../shared/ui/capabilities.js'
import { csvText } from '../../../shared/ui/csv-text.js'
import { isoDate } from '../../../shared/ui/dates.js'
import { bestElo } from '@modelkeep/catalog/query/model-columns'
import { meanPerMillion, perMillionExact } from '../../../shared/ui/prices.js'
import { type ColumnKey, type ListColumn, priceKeys } from './columns.js'

/** What columns need to know beside the models. */
export interface CsvFacts {
  /** Whose cost is given. */
  workload?: Workload
  /** The time at which its calls are priced, in Unix milliseconds. */
  now: number
  /** How the prices of models changed, by model id. */
  prices?: ReadonlyMap<string, PriceStability> | undefined
}

/** Id, name and the given columns with exact values: tokens, USD per million tokens, UTC dates. Unknown values are empty. */
export function modelsCsv(
  models: readonly Model[],
  columns: readonly ListColumn[],
  { workload = defaultWorkload, now, prices }: CsvFacts,
): string {
  const headings = ['id', 'name', ...columns.flatMap(({ key }) => headingsOf(key, workload))]
  const rows = models.map((model) => [
    model.id,
    model.name.trim(),
    ...columns.flatMap(({ key }) => fields[key].values(model, { workload, now, stability: prices?.get(model.id) })),
  ])
  return csvText([headings, ...rows])
}

interface CsvField {
  headings: string[]
  values: (model: Model, facts: { workload: Workload; now: number; stability: PriceStability | undefined }) => string[]
}

/** The cost means nothing without its workload. */
function headingsOf(key: ColumnKey, { inputTokens, cachedTokens, outputTokens, calls }: Workload): string[] {
  const { headings } = fields[key]
  if (key !== 'cost') return headings
  const tokens = `${inputTokens} input tokens with ${cachedTokens} cached, ${outputTokens} output tokens`
  return [`${headings[0]}: ${calls} calls of ${tokens}`]
}

function field(heading: string, value: (model: Model) => string | number | null | undefined): CsvField {
  return { headings: [heading], values: (model) => [String(value(model) ?? '')] }
}

function changeField(days: number): CsvField {
  const percentIn = (side: TokenPriceStability | undefined): string =>
    String(side?.periods.find((period) => period.days === days)?.percent ?? '')
  return {
    headings: [`input change in ${days} days (%)`, `output change in ${days} days (%)`],
    values: (_model, { stability }) => [percentIn(stability?.prompt), percentIn(stability?.completion)],
  }
}

function priceField(heading: string, column: keyof typeof priceKeys): CsvField {
  return field(`${heading} (USD per million tokens)`, (model) => {
    const price = isBilledByToken(model) ? model.pricing?.[priceKeys[column]] : undefined
    return parsePrice(price).kind === 'dynamic' ? 'varies' : perMillionExact(price)
  })
}

const fields: Readonly<Record<ColumnKey, CsvField>> = {
  author: field('author', ({ id }) => authorOf(id)),
  // 0 means unknown.
  context: field('context (tokens)', ({ context_length: context }) => context || null),
  'max-output': field('max output (tokens)', ({ top_provider: provider }) => provider?.max_completion_tokens),
  'input-price': priceField('input', 'input-price'),
  'output-price': priceField('output', 'output-price'),
  'cached-price': priceField('cached input', 'cached-price'),
  'mean-price': field('mean of input and output (USD per million tokens)', (model) => meanPerMillion(model)?.toFixed()),
  intelligence: field('intelligence index', (model) => model.benchmarks?.artificial_analysis?.intelligence_index),
  coding: field('coding index', (model) => model.benchmarks?.artificial_analysis?.coding_index),
  agentic: field('agentic index', (model) => model.benchmarks?.artificial_analysis?.agentic_index),
  arena: field('Design Arena Elo', bestElo),
  cost: {
    headings: ['cost per month (USD)'],
    values: (model, { workload, now }) => [monthlyUsd(model, workload, now)?.toFixed() ?? ''],
  },
  modalities: {
    headings: ['input modalities', 'output modalities'],
    values: (model) => [inputModalities(model).join(' '), outputModalities(model).join(' ')],
  },
  capabilities: field('capabilities', (model) =>
    capabilitiesOf(model)
      .map((capability) => capabilityNames[capability].toLowerCase())
      .join(', '),
  ),
  created: field('added', ({ created }) => (created === undefined ? null : isoDate(created))),
  knowledge: field('knowledge cutoff', ({ knowledge_cutoff: day }) => day),
  expiry: field('expires', expiryOf),
  'change-30': changeField(30),
  'change-90': changeField(90),
  'price-history': {
    headings: ['price changes in 365 days', 'price unchanged since'],
    values: (_model, { stability }) => [
      String(stability?.changes.find(({ days }) => days === 365)?.count ?? ''),
      stability?.unchanged_since?.slice(0, 10) ?? '',
    ],
  },
}
