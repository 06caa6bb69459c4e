// How query time and index memory grow with the catalogue: in this process, on the compiled catalogue.
import { computeFacets } from '../catalog/dist/query/facet-counts.js'
import { parseListQuery } from '../catalog/dist/query/list-query.js'
import { createQueryIndex } from '../catalog/dist/query/query-index.js'
import { runQuery } from '../catalog/dist/query/run-query.js'
import { createSearchIndex } from '../catalog/dist/search/search-index.js'
import { memoryOf } from './memory.mjs'
import { measureSync, ms, summary, table } from './measure.mjs'
import { createQueries, SORTS } from './list-queries.mjs'
import { syntheticModels } from './synthetic-models.mjs'

const runs = 3000
const warmUp = 500
/** The maximum for the median page, in milliseconds. */
const targets = new Map([
  [421, 0.1],
  [100_000, 5],
])
const desired = 0.2

const ROWS = [
  ['a filtered, sorted page of 20, from the start', 'page'],
  ['the same, beginning at any offset up to a quarter of the list', 'deep'],
  ['the first page in an order that was never requested before', 'first'],
  ['a search, its first 20', 'search'],
  ['facets under a filter', 'facets'],
  ['index built', 'index'],
  ['words of the search indexed', 'words'],
]

/** The lines of the section, and what missed its target. */
export function query({ models, source, sizes }) {
  const now = Date.now()
  const results = sizes.map((size) => ({
    ...measureAt(syntheticModels(size, models), now),
    memory: memoryOf(size, models),
  }))
  const head = ['median (p99)', ...sizes.map((size) => `${size.toLocaleString('en')} models`)]
  const timed = ROWS.map(([what, key]) => [what, ...results.map((figures) => cell(figures[key]))])
  const memory = [
    ['memory of the index', 'index'],
    ['memory of the words', 'words'],
  ].map(([what, key]) => [what, ...results.map((figures) => `${(figures.memory[key] / 1e6).toFixed(1)} MB`)])
  const target = [
    'target for a page',
    ...sizes.map((size) =>
      targets.has(size) ? `${targets.get(size)} ms${size === 100_000 ? ` (${desired} ms desired)` : ''}` : '',
    ),
  ]
  return {
    lines: [
      '## Questions',
      '',
      `Synthetic models, varied from ${models.length} (${source}). In one process, one core: a parameter list parsed and run, none repeated; ${runs.toLocaleString('en')} pages a figure, fewer of what takes long. A page is which models, not yet their bytes: those are in the HTTP figures. The index is built once a catalogue, the words at its first search.`,
      '',
      ...table([head, target, ...timed, ...memory]),
    ],
    short: sizes.flatMap((size, nr) => shortOf(size, results[nr])),
  }
}

function measureAt(models, now) {
  const index = createQueryIndex(models)
  const first = summary(
    SORTS.map(
      (sort) =>
        measureSync(1, () => runQuery(index, parseListQuery({ max_price: '7', sort, limit: '20' }), { now })).median,
    ),
  )
  const times = models.length < 100_000 ? 20 : 5
  return {
    first,
    index: measureSync(times, () => createQueryIndex(models)),
    words: measureSync(times, () => createSearchIndex(models)),
    ...measureQueries(models, { index, search: createSearchIndex(models), now }),
  }
}

function measureQueries(models, { index, search, now }) {
  const runOne = (parameters) => runQuery(index, parseListQuery(parameters), { now, search })
  const timed = (times, next, work = runOne) => {
    const sequence = Array.from({ length: warmUp + times }, next)
    for (const parameters of sequence.slice(0, warmUp)) work(parameters)
    return measureSync(times, (nr) => work(sequence[warmUp + nr]))
  }
  const queries = createQueries(models, 1)
  return {
    page: timed(runs, () => queries.page()),
    deep: timed(runs, () => queries.page(models.length / 4)),
    search: timed(models.length < 100_000 ? 1000 : 300, () => queries.search()),
    facets: timed(
      models.length < 100_000 ? 1000 : 300,
      () => queries.filters(),
      (parameters) => computeFacets(index, parseListQuery(parameters), { now, search }),
    ),
  }
}

function cell({ median, p99, max }) {
  return median === max ? ms(median) : `${ms(median)} (${ms(p99)})`
}

function shortOf(size, { page, deep, first }) {
  const short = []
  const addIfAbove = (what, value, target) =>
    value > target && short.push(`${what} at ${size.toLocaleString('en')} models: ${ms(value)} instead of ${target} ms`)
  if (targets.has(size)) {
    addIfAbove('median of a page', page.median, targets.get(size))
    addIfAbove('p99 of a page', page.p99, targets.get(size))
    addIfAbove('median of a page at any offset', deep.median, targets.get(size))
    addIfAbove('p99 of a page at any offset', deep.p99, targets.get(size))
    addIfAbove('median of the first page in an order that was never requested before', first.median, targets.get(size))
  }
  if (size === 100_000) {
    addIfAbove('median of a page (desired)', page.median, desired)
    addIfAbove('median of a page at any offset (desired)', deep.median, desired)
  }
  return short
}
