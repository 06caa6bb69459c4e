import { describe, expect, it } from 'vitest'
import { lifecycleOf } from '../../src/lifecycle/lifecycle.js'
import { statementsText } from '../../src/lifecycle/lifecycle-text.js'
import { statementsOf, type OtherCatalogues } from '../../src/lifecycle/statements.js'
import { makeModel } from '../helpers/make-model.js'

const today = '2026-09-01'

interface Said {
  openrouter?: string | null
  litellm?: unknown
  modelsDev?: unknown
}

function lifecycle({ openrouter = null, litellm, modelsDev }: Said) {
  const others: OtherCatalogues = {
    litellm: litellm === undefined ? null : { 'openrouter/acme/one': { deprecation_date: litellm } },
    'models.dev': modelsDev === undefined ? null : { openrouter: { models: { 'acme/one': { status: modelsDev } } } },
  }
  return lifecycleOf(statementsOf(makeModel({ expiration_date: openrouter }), others), today)
}

describe('the lifecycle of a model', () => {
  it.each<[string, Said, { stage: string; expires_on: string | null; disagreement: boolean }]>([
    ['nobody says anything', {}, { stage: 'active', expires_on: null, disagreement: false }],
    [
      'OpenRouter gives a date',
      { openrouter: '2026-09-30' },
      { stage: 'deprecated', expires_on: '2026-09-30', disagreement: false },
    ],
    [
      "OpenRouter's date has passed, and the model is still listed",
      { openrouter: '2026-08-24' },
      { stage: 'deprecated', expires_on: '2026-08-24', disagreement: false },
    ],
    [
      'OpenRouter says that it stays',
      { openrouter: '2098-12-31' },
      { stage: 'active', expires_on: null, disagreement: false },
    ],
    [
      'only LiteLLM gives a date',
      { litellm: '2026-10-05' },
      { stage: 'deprecated', expires_on: '2026-10-05', disagreement: false },
    ],
    [
      "LiteLLM's date has passed",
      { litellm: '2026-06-01' },
      { stage: 'deprecated', expires_on: null, disagreement: true },
    ],
    [
      "LiteLLM's date has passed, and OpenRouter's has not",
      { openrouter: '2026-09-30', litellm: '2026-06-01' },
      { stage: 'deprecated', expires_on: '2026-09-30', disagreement: true },
    ],
    [
      'both give the same date',
      { openrouter: '2026-09-30', litellm: '2026-09-30' },
      { stage: 'deprecated', expires_on: '2026-09-30', disagreement: false },
    ],
    [
      'they give different dates',
      { openrouter: '2026-10-05', litellm: '2026-09-30' },
      { stage: 'deprecated', expires_on: '2026-09-30', disagreement: true },
    ],
    [
      'models.dev calls it deprecated',
      { modelsDev: 'deprecated' },
      { stage: 'deprecated', expires_on: null, disagreement: false },
    ],
    [
      'models.dev calls it deprecated, and OpenRouter gives the date',
      { openrouter: '2026-09-30', modelsDev: 'deprecated' },
      { stage: 'deprecated', expires_on: '2026-09-30', disagreement: false },
    ],
    [
      'models.dev calls it deprecated, and OpenRouter says that it stays',
      { openrouter: '2098-12-31', modelsDev: 'deprecated' },
      { stage: 'deprecated', expires_on: null, disagreement: true },
    ],
    ['models.dev calls it a beta', { modelsDev: 'beta' }, { stage: 'beta', expires_on: null, disagreement: false }],
    [
      'models.dev calls it an alpha, and OpenRouter gives a date',
      { openrouter: '2026-09-30', modelsDev: 'alpha' },
      { stage: 'deprecated', expires_on: '2026-09-30', disagreement: false },
    ],
  ])('%s', (_, said, expected) => {
    expect(lifecycle(said)).toMatchObject(expected)
  })

  it.each([[undefined], [null], [''], ['soon'], [20_260_930], ['date when the model becomes deprecated']])(
    'a deprecation date of %j says nothing',
    (value) => {
      expect(lifecycle({ litellm: value }).statements).toEqual([])
    },
  )

  it.each([[null], ['active'], ['retired'], [7]])('a status of %j says nothing', (value) => {
    expect(lifecycle({ modelsDev: value }).statements).toEqual([])
  })

  it('keeps what each source published', () => {
    const { statements } = lifecycle({ openrouter: '2026-09-30T12:00:00Z', litellm: '2026-10-05', modelsDev: 'beta' })
    expect(statements.map(({ source, field, value }) => [source, field, value])).toEqual([
      ['openrouter', 'expiration_date', '2026-09-30T12:00:00Z'],
      ['litellm', 'deprecation_date', '2026-10-05'],
      ['models.dev', 'status', 'beta'],
    ])
  })
})

describe('the text about who says what', () => {
  it.each<[Said, string]>([
    [{ openrouter: '2026-09-30' }, ''],
    [{ litellm: '2026-10-05' }, 'LiteLLM: expires on 5 Oct 2026'],
    [{ litellm: '2026-06-01' }, 'LiteLLM: expires on 1 Jun 2026; OpenRouter still lists it'],
    [
      { litellm: '2026-06-01', modelsDev: 'deprecated' },
      'LiteLLM: expires on 1 Jun 2026; models.dev: deprecated; OpenRouter still lists it',
    ],
    [
      { openrouter: '2026-09-30', litellm: '2026-10-05', modelsDev: 'deprecated' },
      'OpenRouter: expires on 30 Sept 2026; LiteLLM: expires on 5 Oct 2026; models.dev: deprecated; they disagree',
    ],
    [
      { openrouter: '2098-12-31', modelsDev: 'deprecated' },
      'OpenRouter: no expiry date; models.dev: deprecated; they disagree',
    ],
  ])('of %j', (said, text) => {
    expect(statementsText(lifecycle(said))).toBe(text)
  })
})

it('of a private model is not what other catalogues say about a model at OpenRouter with its id', () => {
  const others: OtherCatalogues = {
    litellm: { 'openrouter/acme/one': { deprecation_date: '2026-10-05' } },
    'models.dev': { openrouter: { models: { 'acme/one': { status: 'deprecated' } } } },
  }
  const own = { ...makeModel({ expiration_date: '2026-12-01' }), source: 'overlay' }
  expect(statementsOf(own, others)).toMatchObject([{ field: 'expiration_date', expires_on: '2026-12-01' }])
  expect(statementsOf({ ...own, published_pricing: null }, others)).toHaveLength(3)
})
