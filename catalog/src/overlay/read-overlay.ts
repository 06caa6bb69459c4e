// Reads the text of an overlay file, and reports everything that is wrong with it.
import { canonicalise } from '../model/canonical.js'
import { isRecord } from '../model/is-record.js'
import { modelIdSchema, modelSchema, type Model } from '../model/model.js'
import { findUnsafeValue } from '../model/unsafe-json.js'
import { parseJsonDocument, propertiesOf, type JsonNode } from '../price-table/json-document.js'
import { createOverlay, overlap, type Overlay, type OwnEntry, type OwnModel, type OwnPrice } from './overlay.js'
import { OverlayError } from './overlay-error.js'
import { inner, kindOf, placeIn, problemOf, reportUnknownKeys, type Place } from './place.js'
import { readPeriod } from './read-period.js'
import { readPricing } from './read-pricing.js'

const LISTS = ['models', 'prices']
/** Upstream's models may have others, which nobody can misspell. */
const MODEL_FIELDS = [...Object.keys(modelSchema.shape), 'from', 'to']
const PRICE_FIELDS = ['id', 'pricing', 'from', 'to']
const MARKS = ['source', 'published_pricing']

/** @throws OverlayError that names every problem, up to a limit */
export function readOverlay(text: string): Overlay {
  const { value, root } = parseJson(text)
  const problems: string[] = []
  const file = placeIn(problems)
  const lists = isRecord(value) ? value : {}
  if (!isRecord(value)) file.report(`expected {"models": [...], "prices": [...]}, not ${kindOf(value)}`)
  reportRepeatedKeys(root, file)
  reportUnknownKeys(lists, LISTS, file)
  const models = readList(lists['models'], file.at('models'), readModel)
  const prices = readList(lists['prices'], file.at('prices'), readPrice)
  reportOverlaps([...models, ...prices])
  if (problems.length > 0) throw new OverlayError(problems)
  return createOverlay(
    models.map(({ entry }) => entry),
    prices.map(({ entry }) => entry),
  )
}

function parseJson(text: string): { value: unknown; root: JsonNode } {
  const json = text.replace(/^\uFEFF/, '')
  try {
    const { root } = parseJsonDocument(json)
    return { root, value: JSON.parse(json) }
  } catch (error) {
    throw new OverlayError([error instanceof SyntaxError ? 'the file: is not valid JSON' : (error as Error).message])
  }
}

/** Of a repeated key every parser takes the last value, which would drop a price, or a whole list, in silence. */
function reportRepeatedKeys(node: JsonNode, place: Place): void {
  if (node.type === 'array')
    for (const [nr, item] of (node.children ?? []).entries()) reportRepeatedKeys(item, place.at(nr))
  const known = new Set<string>()
  for (const { name, value } of propertiesOf(node)) {
    if (known.has(name)) place.at(name).report('is given more than once; keep one')
    known.add(name)
    reportRepeatedKeys(value, place.at(name))
  }
}

interface ReadEntry<Entry> {
  entry: Entry
  /** Such as `prices[3]`. */
  name: string
  place: Place
}

function readList<Entry>(
  list: unknown,
  place: Place,
  read: (item: Readonly<Record<string, unknown>>, place: Place) => Entry | null,
): ReadEntry<Entry>[] {
  if (list === undefined) return []
  if (!Array.isArray(list)) {
    place.report(`expected an array, not ${kindOf(list)}`)
    return []
  }
  return list.flatMap((item: unknown, nr) => {
    const at = place.at(nr)
    if (!isRecord(item)) {
      at.report(`expected an object, not ${kindOf(item)}`)
      return []
    }
    const entry = read(item, at)
    return entry === null ? [] : [{ entry, name: at.name, place: at }]
  })
}

function readModel(item: Readonly<Record<string, unknown>>, place: Place): OwnModel | null {
  const { from: _from, to: _to, pricing, ...fields } = item
  const period = readPeriod(item, place)
  for (const mark of MARKS.filter((key) => Object.hasOwn(item, key)))
    place.at(mark).report('is set by the program; leave it out')
  const unsafe = findUnsafeValue(item)
  if (unsafe !== null) inner(place, unsafe.path).report(unsafe.problem)
  else reportUnknownKeys(withoutMarks(item), MODEL_FIELDS, place)
  const ownPricing = pricing === undefined ? undefined : readPricing(pricing, place.at('pricing'))
  const parsed = modelSchema.safeParse(fields)
  if (!parsed.success) for (const issue of parsed.error.issues) inner(place, issue.path).report(problemOf(issue))
  if (!parsed.success || ownPricing === null || unsafe !== null) return null
  const model = canonicalise({ ...(fields as Model), ...(ownPricing !== undefined && { pricing: ownPricing }) })
  return { kind: 'model', id: model.id, model, ...period }
}

function withoutMarks(item: object): object {
  return Object.fromEntries(Object.entries(item).filter(([key]) => !MARKS.includes(key)))
}

function readPrice(item: Readonly<Record<string, unknown>>, place: Place): OwnPrice | null {
  reportUnknownKeys(item, PRICE_FIELDS, place)
  const period = readPeriod(item, place)
  const id = modelIdSchema.safeParse(item['id'])
  if (!id.success) place.at('id').report(problemOf(id.error.issues[0]!))
  const pricing = readPricing(item['pricing'], place.at('pricing'))
  return id.success && pricing !== null ? { kind: 'price', id: id.data, pricing, ...period } : null
}

/** Each entry is compared with those before it of the same id, so that an error names both. */
function reportOverlaps(entries: readonly ReadEntry<OwnEntry>[]): void {
  const before = new Map<string, ReadEntry<OwnEntry>[]>()
  for (const read of entries) {
    const { id } = read.entry
    const others = before.get(id) ?? []
    const other = others.find(({ entry }) => overlap(entry, read.entry))
    if (other !== undefined)
      read.place.report(
        `its period overlaps that of ${other.name}, which has the same id ${id}; end one with "to" where the other begins with "from"`,
      )
    before.set(id, [...others, read])
  }
}
