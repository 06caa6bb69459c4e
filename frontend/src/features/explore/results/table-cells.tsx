import { dayLabel } from '@modelkeep/catalog/model/day-label'
import { expiryOf } from '@modelkeep/catalog/model/expiry'
import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { bestElo } from '@modelkeep/catalog/query/model-columns'
import { inputModalities, outputModalities } from '@modelkeep/catalog/model/modalities'
import { IconArrowNarrowRight } from '../../../shared/ui/icons.js'
import type { ReactNode } from 'react'
import { monthlyCost } from '../../../shared/cost/monthly-cost.js'
import { usdLabel } from '../../../shared/cost/usd.js'
import { AuthorLink } from '../../../shared/ui/author-link.js'
import { CapabilityBadges } from '../../../shared/ui/capability-badges.js'
import { dateLabel, daysUntil } from '../../../shared/ui/dates.js'
import { ModalityIcons } from '../../../shared/ui/modality-icons.js'
import { meanPriceLabel, modelPriceLabel } from '../../../shared/ui/prices.js'
import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import { tokensLabel, tokensTitle } from '../../../shared/ui/tokens.js'
import { type ColumnKey, priceKeys, type TrendKey } from './columns.js'
import type { ListContext, ListRow } from './list-row.js'
import classes from './table-cells.module.css'

const PriceTrend = lazyPart(async () => (await import('./trends/price-trend.js')).PriceTrend)

const soonDays = 30

export function Price({ model, of }: { model: Model; of: keyof typeof priceKeys }) {
  const { text, title, kind } = modelPriceLabel(model, priceKeys[of])
  return (
    <span className={classes.price} data-kind={kind} title={title}>
      {text}
    </span>
  )
}

/** What "cheapest first" sorts by. */
function MeanPrice({ model }: { model: Model }) {
  const { text, title, kind } = meanPriceLabel(model)
  return (
    <span className={classes.price} data-kind={kind} title={title}>
      {text}
    </span>
  )
}

function Cost({ model, context: { workload, now } }: { model: Model; context: ListContext }) {
  const { usd, notes, reason } = monthlyCost(model, workload, now)
  return (
    <span
      className={classes.price}
      data-kind={usd === null ? 'unknown' : 'known'}
      title={usd === null ? `The cost is unknown. ${reason}` : `$${usd.toFixed()} per month. ${notes.join(' ')}`.trim()}
    >
      {usd === null ? '–' : usdLabel(usd)}
    </span>
  )
}

/** A benchmark result; undefined or null: not published. */
function Score({ of }: { of: number | null | undefined }) {
  return (
    <span
      data-kind={of == null ? 'unknown' : 'known'}
      className={classes.price}
      title={of == null ? 'Not published' : undefined}
    >
      {of ?? '–'}
    </span>
  )
}

export function Tokens({ of }: { of: number | null | undefined }) {
  return (
    <span data-kind={of ? 'known' : 'unknown'} className={classes.price} title={tokensTitle(of)}>
      {tokensLabel(of)}
    </span>
  )
}

/** `inSlots`: one fixed position per input modality, to be read down a column. */
export function Modalities({ model, inSlots = false }: { model: Model; inSlots?: boolean }) {
  return (
    <span className={classes.modalities}>
      <ModalityIcons names={inputModalities(model)} label="Input:" inSlots={inSlots} />
      <IconArrowNarrowRight size={14} stroke={1.5} className={classes.arrow} />
      <ModalityIcons names={outputModalities(model)} label="Output:" />
    </span>
  )
}

/** The expiry date, if there is one. `now` in Unix milliseconds. */
/** `hasWord`: no heading says that this is the expiry date. */
export function Expiry({ model, now, hasWord = false }: { model: Model; now: number; hasWord?: boolean }) {
  const day = expiryOf(model)
  const days = daysUntil(day, now)
  if (days === null || day === null) return null
  return (
    <span
      className={classes.expiry}
      data-soon={days <= soonDays || undefined}
      title={days < 0 ? 'Expired' : `Expires in ${days} day${days === 1 ? '' : 's'}`}
    >
      {hasWord && (days < 0 ? 'Expired ' : 'Expires ')}
      {dayLabel(day)}
    </span>
  )
}

/** A dash while, and if, nothing is known of the past. */
function Trend({ model, of, context }: { model: Model; of: TrendKey; context: ListContext }) {
  const { prices, pricesUntil } = context
  const stability = prices?.get(model.id)
  const dash = <span className={classes.date}>–</span>
  if (stability === undefined || pricesUntil === undefined) return dash
  return (
    <OptionalPart waiting={dash} failed={dash}>
      <PriceTrend of={of} stability={stability} asOf={pricesUntil} />
    </OptionalPart>
  )
}

/** The content of each column. */
export const cells: Readonly<Record<ColumnKey, (row: ListRow, context: ListContext) => ReactNode>> = {
  author: ({ model, author, isCurrent }, { search }) => (
    <AuthorLink
      author={authorOf(model.id)}
      name={author}
      asOf={search.as_of}
      className={classes.author}
      tabIndex={isCurrent ? 0 : -1}
    />
  ),
  context: ({ model }) => <Tokens of={model.context_length} />,
  'max-output': ({ model }) => <Tokens of={model.top_provider?.max_completion_tokens} />,
  'input-price': ({ model }) => <Price model={model} of="input-price" />,
  'output-price': ({ model }) => <Price model={model} of="output-price" />,
  'cached-price': ({ model }) => <Price model={model} of="cached-price" />,
  'mean-price': ({ model }) => <MeanPrice model={model} />,
  cost: ({ model }, context) => <Cost model={model} context={context} />,
  intelligence: ({ model }) => <Score of={model.benchmarks?.artificial_analysis?.intelligence_index} />,
  coding: ({ model }) => <Score of={model.benchmarks?.artificial_analysis?.coding_index} />,
  agentic: ({ model }) => <Score of={model.benchmarks?.artificial_analysis?.agentic_index} />,
  arena: ({ model }) => <Score of={bestElo(model)} />,
  modalities: ({ model }) => <Modalities model={model} inSlots />,
  capabilities: ({ model }) => <CapabilityBadges model={model} show="icons" />,
  created: ({ model }) => <span className={classes.date}>{dateLabel(model.created)}</span>,
  knowledge: ({ model }) => (
    <span className={classes.date}>{model.knowledge_cutoff == null ? '–' : dayLabel(model.knowledge_cutoff)}</span>
  ),
  expiry: ({ model }, { now }) => <Expiry model={model} now={now} />,
  'change-30': ({ model }, context) => <Trend model={model} of="change-30" context={context} />,
  'change-90': ({ model }, context) => <Trend model={model} of="change-90" context={context} />,
  'price-history': ({ model }, context) => <Trend model={model} of="price-history" context={context} />,
}
