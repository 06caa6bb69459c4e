import { beforeEach, describe, expect, it } from 'vitest'
import { computeFacets } from '../../src/query/facet-counts.js'
import type { Model } from '../../src/model/model.js'
import { parsePayload } from '../../src/model/payload.js'
import { createQueryIndex } from '../../src/query/query-index.js'
import { parseListQuery } from '../../src/query/list-query.js'
import { runQuery } from '../../src/query/run-query.js'
import { ALL_MODALITIES, FULL_LIST, hasRealCaptures, noRealCaptures, readCapture } from '../helpers/real-captures.js'

const NOW = Date.UTC(2026, 7, 22, 12)

function load(name: string): Model[] {
  const payload = parsePayload(readCapture(name))
  if (!payload.ok) throw new Error(payload.detail)
  return payload.items as Model[]
}

function runText(models: readonly Model[], text: string): Model[] {
  const query = parseListQuery(Object.fromEntries(new URLSearchParams(text)))
  return runQuery(createQueryIndex(models), query, { now: NOW }).positions.flatMap((position) => models[position] ?? [])
}

// Real captures at ../shared/data beside the repository.
describe('queries over real captures', () => {
  beforeEach((context) => context.skip(!hasRealCaptures(), noRealCaptures))
  const results = (name: string, text: string): Model[] => runText(load(name), text)

  it('the cheapest model with vision, tools and 200k of context has a price and is not a router', () => {
    const [first, ...rest] = results(
      FULL_LIST,
      'input_modalities=image&supported_parameters=tools&context=200000&sort=pricing-low-to-high',
    )
    expect(first?.pricing).toMatchObject({ prompt: '0', completion: '0' })
    expect(first?.architecture?.input_modalities).toContain('image')
    const dynamic = rest.findIndex(({ pricing }) => pricing?.prompt === '-1')
    expect(dynamic).toBeGreaterThan(100)
    expect(rest.slice(dynamic).every(({ pricing }) => pricing?.prompt === '-1')).toBe(true)
    const paid = results(
      FULL_LIST,
      'input_modalities=image&supported_parameters=tools&context=200000&sort=pricing-low-to-high&min_price=0.000001',
    )
    expect(Number(paid[0]?.pricing?.prompt)).toBeGreaterThan(0)
  })

  it('models that charge per image, video, song or search are not free', () => {
    const free = results(ALL_MODALITIES, 'free=true')
    expect(free).toHaveLength(19)
    expect(free.filter(({ id }) => !id.endsWith(':free')).map(({ id }) => id)).toEqual(['openrouter/free'])
    expect(
      results(FULL_LIST, 'free=true')
        .filter(({ id }) => !id.endsWith(':free'))
        .map(({ id }) => id),
    ).toEqual(['stealth/ox-alpha', 'openrouter/free'])
  })

  it('aliases belong to their author, and every id is found', () => {
    const models = load(FULL_LIST)
    expect(runText(models, 'model_authors=openai').some(({ id }) => id.startsWith('~openai/'))).toBe(true)
    const ids = models
      .slice(0, 40)
      .map(({ id }) => id)
      .toReversed()
    expect(runText(models, `ids=${ids.map(encodeURIComponent).join(',')}`).map(({ id }) => id)).toEqual(ids)
  })

  it('facets agree with filters', () => {
    const models = load(ALL_MODALITIES)
    const facets = computeFacets(createQueryIndex(models), {}, { now: NOW })
    expect(facets.total).toBe(457)
    for (const { value, count } of facets.output_modalities)
      expect(runText(models, `output_modalities=${value}`)).toHaveLength(count)
    for (const { value, count } of facets.tokenizers) expect(runText(models, `arch=${value}`)).toHaveLength(count)
    for (const { value, count } of facets.authors) expect(runText(models, `model_authors=${value}`)).toHaveLength(count)
    for (const { value, count } of facets.supported_parameters)
      expect(runText(models, `supported_parameters=${value}`)).toHaveLength(count)
    expect(facets.price.prompt?.min).toBe('0')
    expect(Object.fromEntries(facets.variants.map(({ value, count }) => [value, count]))).toEqual({
      free: 18,
      thinking: 1,
    })
  })
})
