import { dayLabel } from '@modelkeep/catalog/model/day-label'
import { expiryOf } from '@modelkeep/catalog/model/expiry'
import type { Model } from '@modelkeep/catalog/model/model'
import { inputModalities, outputModalities } from '@modelkeep/catalog/model/modalities'
import { capabilitiesOf, type Capability, capabilityNames } from '../../shared/ui/capabilities.js'
import { dateLabel } from '../../shared/ui/dates.js'
import { type Cell, type Field, type FieldGroup, none, words, yesNo } from './comparison.js'
import { priceFields } from './price-fields.js'
import { type CostOf, type Period, workloadFields } from './workload-fields.js'

/** Every row of a comparison. `costOf` gives the monthly cost of the workload. */
export function fieldGroups(models: readonly Model[], costOf: CostOf, period: Period): readonly FieldGroup[] {
  return [
    { key: 'workload', title: `Your workload, cost per ${period}`, fields: workloadFields(models, costOf, period) },
    { key: 'prices', title: 'Prices, per million tokens', fields: priceFields },
    { key: 'limits', title: 'Limits, in tokens', fields: limits },
    { key: 'modalities', title: 'Modalities', fields: modalities },
    { key: 'capabilities', title: 'Capabilities', fields: [...capabilities, moderated, ...parameterFields(models)] },
    { key: 'reasoning', title: 'Reasoning', fields: reasoning },
    { key: 'dates', title: 'Dates', fields: dates },
    { key: 'benchmarks', title: 'Benchmarks', fields: [...indexes, ...arenaFields(models)] },
  ]
}

/** Exact numbers, because 1,048,576 and 1,050,000 would both be shown as 1.05M. */
function tokens(key: string, label: string, of: (model: Model) => number | null | undefined): Field {
  const cell = (model: Model): Cell => {
    const value = of(model)
    return value ? { text: value.toLocaleString('en-US'), rank: value, exact: String(value) } : none()
  }
  return { key, label, cell, want: 'larger', word: 'Largest' }
}

const limits: readonly Field[] = [
  tokens('context', 'Context', (model) => model.context_length),
  tokens('output', 'Max output', (model) => model.top_provider?.max_completion_tokens),
  tokens('provider-context', 'Context at top provider', (model) => model.top_provider?.context_length),
  tokens('request-prompt', 'Input per request', (model) => model.per_request_limits?.prompt_tokens),
  tokens('request-completion', 'Output per request', (model) => model.per_request_limits?.completion_tokens),
]

const listed = (names: readonly string[]): Cell => words(names.toSorted().join(', '))
const modalities: readonly Field[] = [
  { key: 'input', label: 'Input', cell: (model) => listed(inputModalities(model)) },
  { key: 'output', label: 'Output', cell: (model) => listed(outputModalities(model)) },
  { key: 'tokenizer', label: 'Tokenizer', cell: (model) => words(model.architecture?.tokenizer) },
  {
    key: 'voices',
    label: 'Voices',
    cell: (model) =>
      model.supported_voices?.length
        ? {
            text: String(model.supported_voices.length),
            title: model.supported_voices.join(', '),
            same: model.supported_voices.join(),
          }
        : none(),
  },
]

const shownAbove = ['tools', 'structured_outputs', 'reasoning', 'include_reasoning']
const capabilities = (['tools', 'structured', 'reasoning'] satisfies Capability[]).map((capability): Field => ({
  key: capability,
  label: capabilityNames[capability],
  cell: (model) => yesNo(capabilitiesOf(model).includes(capability)),
}))

const moderated: Field = {
  key: 'moderated',
  label: 'Moderated',
  cell: (model) => yesNo(model.top_provider?.is_moderated),
}

/** One row per request parameter that any of the models supports. */
function parameterFields(models: readonly Model[]): Field[] {
  const names = new Set(models.flatMap((model) => model.supported_parameters ?? []))
  return [...names]
    .filter((name) => !shownAbove.includes(name))
    .toSorted()
    .map((name) => ({
      key: `parameter-${name}`,
      label: name,
      cell: (model) => yesNo(model.supported_parameters?.includes(name)),
    }))
}

const reasoning: readonly Field[] = [
  { key: 'mandatory', label: 'Always on', cell: ({ reasoning: has }) => yesNo(has?.mandatory) },
  { key: 'default', label: 'Enabled by default', cell: ({ reasoning: has }) => yesNo(has?.default_enabled) },
  {
    key: 'efforts',
    label: 'Efforts',
    cell: ({ reasoning: has }) =>
      has?.supported_efforts === null
        ? { text: 'all' }
        : words(has?.supported_efforts?.map((effort) => effort ?? 'none').join(', ')),
  },
  { key: 'default-effort', label: 'Default effort', cell: ({ reasoning: has }) => words(has?.default_effort) },
  { key: 'budget', label: 'Token budget', cell: ({ reasoning: has }) => yesNo(has?.supports_max_tokens) },
]

const dates: readonly Field[] = [
  {
    key: 'created',
    label: 'Added',
    cell: ({ created }) => (created === undefined ? none() : words(dateLabel(created))),
  },
  {
    key: 'cutoff',
    label: 'Knowledge cutoff',
    cell: ({ knowledge_cutoff: day }) => (day == null ? none() : words(dayLabel(day))),
  },
  {
    key: 'expiry',
    label: 'Expires',
    cell: (model) => {
      const day = expiryOf(model)
      return day === null ? none('No expiry date') : words(dayLabel(day))
    },
  },
]

function score(key: string, label: string, unit: string, of: (model: Model) => number | null | undefined): Field {
  const cell = (model: Model): Cell => {
    const value = of(model)
    return value == null
      ? none('Not measured')
      : {
          text: value.toLocaleString('en-US', {
            maximumFractionDigits: 1,
            minimumFractionDigits: unit === 'Elo' ? 0 : 1,
          }),
          title: String(value),
          same: String(value),
          exact: String(value),
          rank: value,
        }
  }
  return { key, label, unit, cell, want: 'larger', word: 'Highest' }
}

const indexes = (['intelligence', 'coding', 'agentic'] as const).map((name) =>
  score(
    name,
    `${name[0]?.toUpperCase()}${name.slice(1)}`,
    'Artificial Analysis index',
    (model) => model.benchmarks?.artificial_analysis?.[`${name}_index`],
  ),
)

/** One row per arena and category in which at least two of the models (or the only one) are rated. */
function arenaFields(models: readonly Model[]): Field[] {
  const ratings = models.map(
    (model) =>
      new Map(
        model.benchmarks?.design_arena?.map((one) => [`${one.category ?? 'all'} (${one.arena ?? 'arena'})`, one.elo]),
      ),
  )
  const names = [...new Set(ratings.flatMap((rating) => [...rating.keys()]))].toSorted()
  const minRatings = Math.min(2, models.length)
  return names
    .filter((name) => ratings.filter((rating) => rating.get(name) !== undefined).length >= minRatings)
    .map((name) =>
      score(`arena-${name}`, `Design Arena: ${name}`, 'Elo', (model) => ratings[models.indexOf(model)]?.get(name)),
    )
}
