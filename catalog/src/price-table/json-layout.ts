// Where a JSON document has its rows and prices: found by their names, or as named by the user.
import { PRICE_KEYS } from '../model/price-format.js'
import { foldName } from '../usage-file/fields.js'
import { idColumnOf, isLiteLlmName, looksLikePrice, namedPrice, type NamedPrice } from './column-names.js'
import { propertiesOf, valueAt, valueAtPath, type JsonDocument, type JsonNode } from './json-document.js'
import { readNumber } from './number-text.js'
import { rowPath, segments, type NamedColumn, type PricePaths } from './price-paths.js'
import { PriceTableError, type PriceTable } from './price-table.js'

/** A row and, in a map, the node of its key. */
export interface JsonRow {
  key: JsonNode | null
  value: JsonNode
}

export interface JsonLayout {
  shape: PriceTable['shape']
  idColumn: string
  /** In a row; null: the key of the map is the id. */
  idPath: string[] | null
  rows: JsonRow[]
  columns: NamedColumn[]
  ignored: string[]
}

/** Objects in a row that hold its prices, by the start of their folded name. */
const PRICES = /^(?:pricing|prices?|costs?)/
/** Those of LiteLLM's proxy, which hold more than prices. */
const LITELLM_OBJECTS = new Set(['litellmparams', 'modelinfo'])
/** Rows that show which names a table has. */
const MAX_DETECTION_ROWS = 20_000

/** @throws PriceTableError if the named rows do not exist, or no rows with prices are found */
export function jsonLayout({ root }: JsonDocument, paths: PricePaths | null): JsonLayout {
  return paths === null ? detected(root) : named(root, paths)
}

function named(root: JsonNode, { id, prices }: PricePaths): JsonLayout {
  const path = rowPath(id) ?? (root.type === 'array' ? { container: [], id: segments(id) } : null)
  if (path === null)
    throw new PriceTableError(
      `the path of the id is ${JSON.stringify(id)}; in a JSON object it must have [] for a list or * for the keys of a map, such as models[].id or models.*`,
    )
  const container = valueAt(root, path.container)
  const expected = path.id === null ? 'object' : 'array'
  const where = path.container.length === 0 ? 'the document' : JSON.stringify(path.container.join('.'))
  if (container?.type !== expected)
    throw new PriceTableError(
      `${where} is ${container?.type ?? 'not there'}; expected an ${expected} by the path ${id}`,
    )
  const rows = rowsOf(container)
  const missing = prices.find(({ name }) => !rows.some(({ value }) => valueAtPath(value, name) !== undefined))
  if (missing !== undefined)
    throw new PriceTableError(`no row has the price path ${JSON.stringify(missing.name)}; rows have ${namesOf(rows)}`)
  return {
    shape: path.id === null ? 'JSON map' : 'JSON list',
    idColumn: id,
    idPath: path.id,
    rows,
    columns: prices,
    ignored: [],
  }
}

/** The list or map, at the top or one level down, with the most rows that have prices. */
function detected(root: JsonNode): JsonLayout {
  const candidates = [
    { container: root, prefix: '' },
    ...propertiesOf(root).map(({ name, value }) => ({ container: value, prefix: name })),
  ]
  let best: { layout: JsonLayout; priced: number } | null = null
  for (const { container, prefix } of candidates) {
    const rows = rowsOf(container)
    const found = columnsOf(rows)
    const priced = rows.filter(({ value }) =>
      found.columns.some(({ name }) => valueAtPath(value, name) !== undefined),
    ).length
    if (priced > (best?.priced ?? 0)) best = { layout: layoutOf(container, prefix, { rows, ...found }), priced }
  }
  if (best !== null) return best.layout
  throw new PriceTableError(
    'no rows with prices are found; expected a LiteLLM map, or a list or map of models whose price names are like input_per_million; name others with --price-paths',
  )
}

function layoutOf(
  container: JsonNode,
  prefix: string,
  found: Pick<JsonLayout, 'rows' | 'columns' | 'ignored'>,
): JsonLayout {
  if (container.type === 'object') {
    const own = found.columns.filter(({ name }) => isLiteLlmName(name))
    const isLiteLlm = own.length > 0
    // LiteLLM has many names for one price, such as those of batches, and what they are for is known of its own names only.
    const others = found.columns.filter((column) => isLiteLlm && !own.includes(column)).map(({ name }) => name)
    return {
      rows: found.rows,
      columns: isLiteLlm ? own : found.columns,
      ignored: [...others, ...found.ignored],
      shape: isLiteLlm ? 'LiteLLM map' : 'JSON map',
      idColumn: prefix === '' ? '*' : `${prefix}.*`,
      idPath: null,
    }
  }
  const names = new Set(found.rows.flatMap(({ value }) => propertiesOf(value).map(({ name }) => name)))
  const id = idColumnOf([...names])
  if (id === undefined)
    throw new PriceTableError(
      `the list has prices but no id; rows have ${namesOf(found.rows)}; name it with --price-paths`,
    )
  return { ...found, shape: 'JSON list', idColumn: `${prefix}[].${id}`, idPath: [id] }
}

function rowsOf(container: JsonNode): JsonRow[] {
  if (container.type === 'array') return (container.children ?? []).map((value) => ({ key: null, value }))
  return propertiesOf(container)
    .filter(({ value }) => value.type === 'object')
    .map(({ key, value }) => ({ key, value }))
}

function columnsOf(rows: readonly JsonRow[]): Pick<JsonLayout, 'columns' | 'ignored'> {
  const columns = new Map<string, NamedColumn>()
  const ignored = new Set<string>()
  const visit = (name: string, price: NamedPrice | null, node: JsonNode): void => {
    if (price !== null && isNumeric(node)) columns.set(name, { name, ...price })
    else if (looksLikePrice(name)) ignored.add(name)
  }
  for (const { value } of rows.slice(0, MAX_DETECTION_ROWS))
    for (const { wrapper, leaf, name, node } of leavesOf(value))
      visit(name, wrapper === null ? namedPrice(leaf) : nestedPrice(wrapper, leaf, node), node)
  return { columns: [...columns.values()], ignored: [...ignored].filter((name) => !columns.has(name)) }
}

interface Leaf {
  wrapper: string | null
  leaf: string
  /** The path. */
  name: string
  node: JsonNode
}

/** The fields of a row, with those of objects that hold prices in place of the objects. */
export function leavesOf(row: JsonNode): Leaf[] {
  return propertiesOf(row).flatMap(({ name, value }): Leaf[] => {
    const leaves = isWrapper(name) ? propertiesOf(value) : []
    if (leaves.length === 0) return [{ wrapper: null, leaf: name, name, node: value }]
    return leaves.map((leaf) => ({ wrapper: name, leaf: leaf.name, name: `${name}.${leaf.name}`, node: leaf.value }))
  })
}

function isNumeric({ type, value }: JsonNode): boolean {
  return type === 'number' || (type === 'string' && readNumber(String(value)).value !== null)
}

function isWrapper(name: string): boolean {
  const folded = foldName(name)
  return PRICES.test(folded) || LITELLM_OBJECTS.has(folded)
}

/** OpenRouter's own prices are texts under `pricing`, in USD per token. Another table may have texts of another unit there. */
function nestedPrice(wrapper: string, leaf: string, { type }: JsonNode): NamedPrice | null {
  const openRouter = wrapper === 'pricing' && type === 'string' ? PRICE_KEYS.find((key) => key === leaf) : undefined
  if (openRouter !== undefined) return { key: openRouter, unit: 'per-token', isUnitAssumed: true }
  return namedPrice(LITELLM_OBJECTS.has(foldName(wrapper)) ? leaf : `${wrapper} ${leaf}`)
}

const MAX_NAMES = 12

function namesOf(rows: readonly JsonRow[]): string {
  const names = [
    ...new Set(rows.slice(0, MAX_NAMES).flatMap(({ value }) => propertiesOf(value).map(({ name }) => name))),
  ]
  return names.length === 0
    ? 'no names'
    : names.slice(0, MAX_NAMES).join(', ') + (names.length > MAX_NAMES ? ', …' : '')
}
