import { describe, expect, it } from 'vitest'
import { checkModels, needsAttention, type CheckedModel, type CheckInput } from '../../src/changes/check-models.js'
import { findingText } from '../../src/changes/finding-text.js'
import type { LifecycleStatement } from '../../src/lifecycle/statements.js'
import type { Model } from '../../src/model/model.js'

const today = '2026-06-01'
const model = (id: string, over: Partial<Model> = {}): Model => ({
  id,
  name: id,
  pricing: { prompt: '0.000002', completion: '0.000004' },
  architecture: { input_modalities: ['text'], output_modalities: ['text'] },
  ...over,
})
const byId = <T extends Model>(...models: T[]): Map<string, T> => new Map(models.map((one) => [one.id, one]))
const removed = (id: string, over: Partial<Model> = {}): Model & { removed_at: string } => ({
  ...model(id, over),
  removed_at: '2026-05-20T10:00:00.000Z',
})

function check(id: string, input: Partial<CheckInput>): CheckedModel {
  const [checked] = checkModels([id], {
    present: byId(),
    removed: byId(),
    earlier: null,
    statements: new Map(),
    today,
    ...input,
  })
  return checked!
}

describe('checkModels', () => {
  it('finds nothing for an unchanged model', () => {
    const same = model('a/one')
    const checked = check('a/one', { present: byId(same), earlier: byId(model('a/one')) })
    expect(checked).toEqual({ id: 'a/one', name: 'a/one', findings: [], replacement: null })
    expect(needsAttention(checked)).toBe(false)
  })
  it('reports when a model was removed, with a replacement', () => {
    const checked = check('a/gpt-4', {
      present: byId(model('a/gpt-5'), model('b/gpt-4')),
      removed: byId(removed('a/gpt-4')),
    })
    expect(checked).toMatchObject({
      name: 'a/gpt-4',
      findings: [{ kind: 'gone', removed_at: '2026-05-20T10:00:00.000Z' }],
      replacement: { id: 'a/gpt-5' },
    })
    expect(needsAttention(checked)).toBe(true)
  })
  it('reports an unknown model with similar ids', () => {
    expect(check('openai/gpt-40', { present: byId(model('openai/gpt-4o'), model('x/other')) })).toMatchObject({
      name: null,
      findings: [{ kind: 'unknown', near: ['openai/gpt-4o'] }],
      replacement: null,
    })
    expect(check('gpt-4o', { present: byId(model('openai/gpt-4o')) }).findings).toEqual([
      { kind: 'unknown', near: ['openai/gpt-4o'] },
    ])
  })
  it('reports a model as unknown if removed models are not available', () => {
    expect(check('a/gpt-4', { present: byId(model('a/gpt-5')), removed: null }).findings[0]).toMatchObject({
      kind: 'unknown',
    })
  })
  it('reports what other catalogues announce, and who says it', () => {
    const present = byId(model('a/gpt-4', { expiration_date: '2026-06-30' }), model('a/gpt-5'))
    const expires = (source: 'openrouter' | 'litellm', day: string): LifecycleStatement => ({
      source,
      field: source === 'openrouter' ? 'expiration_date' : 'deprecation_date',
      value: day,
      meaning: 'expires',
      expires_on: day,
    })
    const own = expires('openrouter', '2026-06-30')
    const deprecated: LifecycleStatement = {
      source: 'models.dev',
      field: 'status',
      value: 'deprecated',
      meaning: 'deprecated',
      expires_on: null,
    }
    const said = (...statements: LifecycleStatement[]): Partial<CheckInput> => ({
      present,
      statements: new Map([['a/gpt-4', statements]]),
    })
    const [earlier] = check('a/gpt-4', said(own, expires('litellm', '2026-06-15'))).findings
    expect(earlier).toMatchObject({ kind: 'expiring', expiration_date: '2026-06-15', days: 14, disagreement: true })
    expect(findingText(earlier!)).toBe(
      'on 2026-06-15, in 14 days (OpenRouter: expires on 30 Jun 2026; LiteLLM: expires on 15 Jun 2026; they disagree)',
    )
    const undated = check('a/gpt-4', { ...said(deprecated), expiringDays: 7 })
    expect(undated).toMatchObject({ findings: [{ kind: 'deprecated' }], replacement: { id: 'a/gpt-5' } })
    expect(findingText(undated.findings[0]!)).toBe('models.dev: deprecated')
    expect(needsAttention(undated)).toBe(true)
    expect(check('a/gpt-4', said({ ...deprecated, value: 'beta', meaning: 'beta' })).findings).toEqual([])
    expect(findingText(check('a/gpt-4', { present }).findings[0]!)).toBe('on 2026-06-30, in 29 days')
  })
  it('reports an expiry date within the given days, with a replacement, but not 2098-12-31', () => {
    const leaving = byId(model('a/gpt-4', { expiration_date: '2026-06-30' }), model('a/gpt-5'))
    expect(check('a/gpt-4', { present: leaving })).toMatchObject({
      findings: [{ kind: 'expiring', expiration_date: '2026-06-30', days: 29 }],
      replacement: { id: 'a/gpt-5' },
    })
    expect(check('a/gpt-4', { present: leaving, expiringDays: 29 }).findings).toHaveLength(1)
    expect(check('a/gpt-4', { present: leaving, expiringDays: 28 }).findings).toEqual([])
    expect(check('a/gpt-4', { present: byId(model('a/gpt-4', { expiration_date: '2098-12-31' })) }).findings).toEqual(
      [],
    )
    expect(
      check('a/gpt-4', { present: byId(model('a/gpt-4', { expiration_date: '2026-05-01' })), expiringDays: 0 })
        .findings,
    ).toMatchObject([{ days: -31 }])
  })
  it('reports the net price and name changes since the earlier catalogue', () => {
    const earlier = byId(model('a/one', { name: 'Old', description: 'x' }))
    const present = byId(model('a/one', { name: 'New', pricing: { prompt: '0.000003', completion: '0.000004' } }))
    expect(check('a/one', { present, earlier }).findings).toEqual([
      { kind: 'renamed', field: 'name', before: 'Old', after: 'New' },
      { kind: 'repriced', field: 'pricing.prompt', before: '0.000002', after: '0.000003', percent: 50 },
    ])
    expect(check('a/one', { present, earlier: null }).findings).toEqual([])
    expect(check('a/one', { present, earlier: byId() }).findings).toEqual([])
  })
  it('notes that a secondary price is now published, or no longer, without asking for attention', () => {
    const priced = (over: object): Map<string, Model> =>
      byId(model('a/one', { pricing: { prompt: '0.000002', completion: '0.000004', ...over } }))
    const cached = priced({ input_cache_read: '0.00000125' })
    const published = check('a/one', { present: cached, earlier: priced({}) })
    expect(published.findings).toEqual([
      { kind: 'published', field: 'pricing.input_cache_read', before: null, after: '0.00000125' },
    ])
    expect(needsAttention(published)).toBe(false)
    const withdrawn = check('a/one', { present: priced({}), earlier: cached })
    expect(withdrawn.findings).toMatchObject([{ kind: 'withdrawn', before: '0.00000125', after: null }])
    expect(needsAttention(withdrawn)).toBe(false)
  })
  it('asks for attention when an input or output price is no longer published', () => {
    const present = byId(model('a/one', { pricing: {} }))
    const checked = check('a/one', { present, earlier: byId(model('a/one')) })
    expect(checked.findings.map(({ kind }) => kind)).toEqual(['repriced', 'repriced'])
    expect(checked.findings).toMatchObject([
      { after: null, percent: null },
      { after: null, percent: null },
    ])
    expect(needsAttention(checked)).toBe(true)
  })
  it('ignores scheduled price moves', () => {
    const overrides = [
      { utc_start: 0, prompt: '0.000002' },
      { utc_start: 720, prompt: '0.000001' },
    ]
    const at = (prompt: string): Model => model('a/one', { pricing: { prompt, completion: '0.000004', overrides } })
    expect(check('a/one', { present: byId(at('0.000001')), earlier: byId(at('0.000002')) }).findings).toEqual([])
  })
  it.each(['nitro', 'floor', 'online', 'exacto'])('accepts the routing suffix :%s', (suffix) => {
    expect(check(`a/one:${suffix}`, { present: byId(model('a/one')) }).findings).toEqual([])
    const own = byId(model('a/one'), model(`a/one:${suffix}`, { expiration_date: '2026-06-30' }))
    expect(check(`a/one:${suffix}`, { present: own }).findings).toMatchObject([{ kind: 'expiring' }])
  })
  it('looks up removed models without a routing suffix, and no model without another one', () => {
    expect(check('a/one:nitro', { removed: byId(removed('a/one')) }).findings).toMatchObject([{ kind: 'gone' }])
    expect(check('a/one:free', { present: byId(model('a/one')) }).findings).toMatchObject([
      { kind: 'unknown', near: ['a/one'] },
    ])
  })
})

it('returns one result for each distinct id, in the given order', () => {
  const present = byId(model('a/one'), model('a/two'))
  expect(
    checkModels(['a/two', 'a/one', 'a/two'], {
      present,
      removed: null,
      earlier: null,
      statements: new Map(),
      today,
    }).map(({ id }) => id),
  ).toEqual(['a/two', 'a/one'])
})
