// The query index of a catalogue, built once with it, so that a query scans bit sets instead of models.
import { type Bits, noBits, setBit } from './bit-set.js'
import type { Model } from '../model/model.js'
import { authorOf, isAlias } from '../model/model-id.js'
import { hasOpenWeights } from '../model/open-weights.js'
import { inputModalities, outputModalities } from '../model/modalities.js'
import { isFree } from '../price/price.js'
import { priceColumns } from './price-columns.js'
import type { QueryColumns } from './columns.js'
import { createDimension, type Dimension } from './dimensions.js'
import { numberColumns, textColumns } from './model-columns.js'
import { orderBy, type SortName, SORTS } from './sort.js'

export interface QueryDimensions {
  authors: Dimension
  inputModalities: Dimension
  outputModalities: Dimension
  parameters: Dimension
  tokenizers: Dimension
  /** The part of an id after `:`. */
  variants: Dimension
}

export interface QueryIndex {
  /** Number of models. Their positions are 0 to `size` − 1, in upstream order. */
  readonly size: number
  readonly columns: QueryColumns
  readonly dimensions: QueryDimensions
  readonly free: Bits
  readonly openWeights: Bits
  readonly aliases: Bits
  readonly positionOf: ReadonlyMap<string, number>
  /** Whether any model has this top-level field. */
  hasField(name: string): boolean
  /** All positions in sorted order. Computed at the first call and kept. */
  orderOf(sort: SortName): Uint32Array
}

/** Builds the index. It keeps a reference to `models`, which must be valid. */
export function createQueryIndex(models: readonly Model[]): QueryIndex {
  const steps = queryIndexSteps(models)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Builds the index in steps, so that the caller can yield to the event loop in between. */
export function* queryIndexSteps(models: readonly Model[]): Generator<undefined, QueryIndex> {
  const prices = priceColumns(models)
  yield
  const numbers = numberColumns(models)
  yield
  const columns = { ...prices, ...numbers, ...textColumns(models) }
  yield
  const dimensions = yield* dimensionSteps(models)
  const free = bitsWhere(models, isFree)
  const openWeights = bitsWhere(models, hasOpenWeights)
  const aliases = bitsWhere(models, ({ id }) => isAlias(id))
  yield
  const orders = new Map<SortName, Uint32Array>()
  return {
    size: models.length,
    columns,
    dimensions,
    free,
    openWeights,
    aliases,
    positionOf: new Map(models.map(({ id }, position) => [id, position])),
    hasField: (name) => models.some((model) => Object.hasOwn(model, name)),
    orderOf(sort) {
      const made = orders.get(sort) ?? orderBy(columns[SORTS[sort].column], SORTS[sort].descending)
      orders.set(sort, made)
      return made
    },
  }
}

function* dimensionSteps(models: readonly Model[]): Generator<undefined, QueryDimensions> {
  const parameters = createDimension(models, (model) => model.supported_parameters ?? []) // the dimension with the most values
  yield
  return {
    authors: createDimension(models, ({ id }) => [authorOf(id)]),
    inputModalities: createDimension(models, inputModalities),
    outputModalities: createDimension(models, outputModalities),
    parameters,
    tokenizers: createDimension(models, ({ architecture }) => [architecture?.tokenizer ?? '']),
    variants: createDimension(models, ({ id }) => [id.split(':')[1] ?? '']),
  }
}

function bitsWhere(models: readonly Model[], holds: (model: Model) => boolean): Bits {
  const bits = noBits(models.length)
  models.forEach((model, position) => {
    if (holds(model)) setBit(bits, position)
  })
  return bits
}
