// How the time of a question and the memory of the indexes grow with the catalogue: in this process, on the compiled catalogue.
import { computeFacets } from '../catalog/dist/query/facet-counts.js'
import { parseListQuery } from '../catalog/dist/query/list-query.js'
import { createQueryIndex } from '../catalog/dist/query/query-index.js'
import { runQuery } from '../catalog/dist/query/run-query.js'
import { createSearchIndex } from '../catalog/dist/search/search-index.js'
import { memoryOf } from './memory.mjs'
import { measureSync, ms, summary, table } from './measure.mjs'
import { createQuestions, SORTS } from './questions.mjs'
import { syntheticModels } from './synthetic-models.mjs'

const runs = 3000
const warmUp = 500
/** Milliseconds that the median page may take. */
const aims = new Map([
  [421, 0.1],
  [100_000, 5],
])
const wished = 0.2

const ROWS = [
  ['a filtered, sorted page of 20, from the start', 'page'],
  ['the same, beginning at any offset up to a quarter of the list', 'deep'],
  ['the first page in an order that nobody asked for yet', 'first'],
  ['a search, its first 20', 'search'],
  ['facets under a filter', 'facets'],
  ['index built', 'index'],
  ['words of the search indexed', 'words'],
]

/** Lines of the section, and what fell short of its aim. */
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
  const aim = [
    'aim for a page',
    ...sizes.map((size) =>
      aims.has(size) ? `${aims.get(size)} ms${size === 100_000 ? ` (${wished} ms wished)` : ''}` : '',
    ),
  ]
  return {
    lines: [
      '## Questions',
      '',
      `Synthetic models, varied from ${models.length} (${source}). In one process, one core: a parameter list parsed and run, none asked twice; ${runs.toLocaleString('en')} pages a figure, fewer of what takes long. A page is which models, not yet their bytes: those are in the HTTP figures. The index is built once a catalogue, the words at its first search.`,
      '',
      ...table([head, aim, ...timed, ...memory]),
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
    ...measureQuestions(models, { index, search: createSearchIndex(models), now }),
  }
}

function measureQuestions(models, { index, search, now }) {
  const ask = (parameters) => runQuery(index, parseListQuery(parameters), { now, search })
  const timed = (times, next, work = ask) => {
    const asked = Array.from({ length: warmUp + times }, next)
    for (const parameters of asked.slice(0, warmUp)) work(parameters)
    return measureSync(times, (nr) => work(asked[warmUp + nr]))
  }
  const questions = createQuestions(models, 1)
  return {
    page: timed(runs, () => questions.page()),
    deep: timed(runs, () => questions.page(models.length / 4)),
    search: timed(models.length < 100_000 ? 1000 : 300, () => questions.search()),
    facets: timed(
      models.length < 100_000 ? 1000 : 300,
      () => questions.filters(),
      (parameters) => computeFacets(index, parseListQuery(parameters), { now, search }),
    ),
  }
}

function cell({ median, p99, max }) {
  return median === max ? ms(median) : `${ms(median)} (${ms(p99)})`
}

function shortOf(size, { page, deep, first }) {
  const short = []
  const say = (what, value, aim) =>
    value > aim && short.push(`${what} at ${size.toLocaleString('en')} models: ${ms(value)} instead of ${aim} ms`)
  if (aims.has(size)) {
    say('median of a page', page.median, aims.get(size))
    say('p99 of a page', page.p99, aims.get(size))
    say('median of a page that begins anywhere', deep.median, aims.get(size))
    say('p99 of a page that begins anywhere', deep.p99, aims.get(size))
    say('median of the first page in an order that nobody asked for yet', first.median, aims.get(size))
  }
  if (size === 100_000) {
    say('median of a page (wished)', page.median, wished)
    say('median of a page that begins anywhere (wished)', deep.median, wished)
  }
  return short
}
