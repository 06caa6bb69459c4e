import { expiryOf } from '@modelkeep/catalog/model/expiry'
import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { inputModalities, outputModalities } from '@modelkeep/catalog/model/modalities'
import { isBilledByToken, parsePrice } from '@modelkeep/catalog/price/price'
import { defaultWorkload, monthlyCost, type Workload } from '../../../shared/cost/workload.js'
import { capabilitiesOf, capabilityNames } from '../../../shared/ui/capabilities.js'
import { csvText } from '../../../shared/ui/csv-text.js'
import { isoDate } from '../../../shared/ui/dates.js'
import { bestElo } from '@modelkeep/catalog/query/model-columns'
import { meanPerMillion, perMillionExact } from '../../../shared/ui/prices.js'
import { type ColumnKey, type ListColumn, priceKeys } from './columns.js'

/** Id, name and the given columns with exact values: tokens, USD per million tokens, UTC dates. Unknown values are empty. */
export function modelsCsv(
  models: readonly Model[],
  columns: readonly ListColumn[],
  workload: Workload = defaultWorkload,
): string {
  const headings = ['id', 'name', ...columns.flatMap(({ key }) => headingsOf(key, workload))]
  const rows = models.map((model) => [
    model.id,
    model.name.trim(),
    ...columns.flatMap(({ key }) => fields[key].values(model, workload)),
  ])
  return csvText([headings, ...rows])
}

interface CsvField {
  headings: string[]
  values: (model: Model, workload: Workload) => string[]
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
    values: (model, workload) => [monthlyCost(model, workload).usd?.toFixed() ?? ''],
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
}
