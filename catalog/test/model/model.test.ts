import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { modelSchema } from '../../src/model/model.js'
import { authorOf } from '../../src/model/model-id.js'
import { inputModalities, outputModalities } from '../../src/model/modalities.js'
import { makeModel } from '../helpers/make-model.js'

const accepts = (fields: Record<string, unknown>): boolean => modelSchema.safeParse(makeModel(fields)).success

describe('modelSchema tolerates real data', () => {
  it('accepts a model with only id and name', () => {
    expect(modelSchema.parse({ id: 'acme/one', name: 'One' })).toEqual({ id: 'acme/one', name: 'One' })
  })

  it.each([
    ['context_length 0', { context_length: 0 }],
    ['context_length null', { context_length: null }],
    ['hugging_face_id empty', { hugging_face_id: '' }],
    ['hugging_face_id null', { hugging_face_id: null }],
    ['a name with blanks around it', { name: ' Acme 🚀 ' }],
    ['an empty expiration date', { expiration_date: null }],
    ['default_parameters null', { default_parameters: null }],
    ['an unknown modality', { architecture: { input_modalities: ['smell'], output_modalities: ['taste'] } }],
    ['an unknown tokenizer', { architecture: { tokenizer: 'Abacus' } }],
    ['a discount, a number', { pricing: { prompt: '1', completion: '1', discount: 0.5 } }],
    [
      'price keys of unknown types',
      { pricing: { prompt: '1', completion: '1', per_song: 0.08, tiers: [{ from: 1 }], note: 'free' } },
    ],
    [
      'a window that wraps past midnight',
      { pricing: { prompt: '1', overrides: [{ utc_start: 1000, utc_end: 100, prompt: '1' }] } },
    ],
  ])('accepts %s', (_, fields) => {
    expect(accepts(fields)).toBe(true)
  })

  it('keeps unknown fields at every level', () => {
    const model = makeModel({
      new_field: { deep: [1] },
      architecture: { modality: 'text->text', experts: 8 },
      pricing: {
        prompt: '1',
        completion: '1',
        per_song: 0.08,
        overrides: [{ min_prompt_tokens: 1, new_condition: true }],
      },
      reasoning: { mandatory: false, style: 'verbose' },
    })
    expect(modelSchema.parse(model)).toEqual(model)
  })
})

describe('modelSchema rejects harmful data', () => {
  it.each([
    'openai/gpt-4o',
    'openai/gpt-4o:extended',
    '~openai/gpt-latest',
    '01-ai/yi-34b',
    'meta-llama/llama-3.1-405b',
    'a/_b',
  ])('accepts the id %s', (id) => {
    expect(accepts({ id })).toBe(true)
  })

  it.each([
    '',
    'gpt-4o',
    '/gpt-4o',
    'openai/',
    'a/b/c',
    '../b',
    'a/..',
    'a/.',
    'a b/c',
    'a/b c',
    'a/b?x',
    'a/b#x',
    'a/b%2f',
    'a/b:',
    'a/b:c:d',
    ' a/b',
    'a/b\n',
    '~/b',
    '<a>/b',
    `a/${'b'.repeat(254)}`,
    7,
    null,
    undefined,
    ['a/b'],
  ])('rejects the id %j', (id) => {
    expect(accepts({ id })).toBe(false)
  })

  it('accepts an id of 255 characters and rejects one of 256', () => {
    expect(accepts({ id: `a/${'b'.repeat(253)}` })).toBe(true)
    expect(accepts({ id: `a/${'b'.repeat(254)}` })).toBe(false)
  })

  it.each(['0', '-0', '-1', '0.00', '1', '0.0000000000000000000000001', '12.5'])('accepts the price %j', (prompt) => {
    expect(accepts({ pricing: { prompt } })).toBe(true)
    expect(accepts({ pricing: { overrides: [{ prompt }] } })).toBe(true)
  })

  it.each(['-1', '-2', '-0.5', '-1.0'])('accepts the negative price %j, which is dynamic', (prompt) => {
    expect(accepts({ pricing: { prompt } })).toBe(true)
  })

  it.each([
    0,
    0.5,
    -1,
    Number.NaN,
    null,
    true,
    [],
    '',
    ' 1',
    '1 ',
    'free',
    'NaN',
    'Infinity',
    '1e-6',
    '1E5',
    '0x1',
    '.5',
    '5.',
    '1,5',
    '--1',
    '- 1',
    '-',
    '+1',
    '٣',
    '1'.repeat(65),
  ])('rejects the price %j', (prompt) => {
    expect(accepts({ pricing: { prompt } })).toBe(false)
    expect(accepts({ pricing: { input_cache_write_1h: prompt } })).toBe(false)
    expect(accepts({ pricing: { overrides: [{ prompt }] } })).toBe(false)
  })

  it.each([
    ['no name', { name: undefined }],
    ['a number for a name', { name: 4 }],
    ['a created that is no integer', { created: 1.5 }],
    ['a created in milliseconds, which no calendar shows', { created: 1_760_000_000_000 }],
    ['a created before 1970', { created: -1 }],
    ['a created that is null', { created: null }],
    ['a created that is text', { created: '2026-01-01' }],
    ['a negative context', { context_length: -1 }],
    ['half a token of context', { context_length: 0.5 }],
    ['a context that is text', { context_length: '128000' }],
    ['a context larger than an integer column', { context_length: 2 ** 31 }],
    ['prices that are text', { pricing: 'free' }],
    ['prices that are a list', { pricing: [] }],
    ['prices that are null', { pricing: null }],
    ['overrides that are an object', { pricing: { overrides: {} } }],
    ['an override that is text', { pricing: { overrides: ['0'] } }],
    ['an architecture that is text', { architecture: 'text->text' }],
    ['modalities that are text', { architecture: { input_modalities: 'text' } }],
    ['a modality that is a number', { architecture: { output_modalities: ['text', 1] } }],
    ['a top provider that is null', { top_provider: null }],
    ['parameters that are text', { supported_parameters: 'tools' }],
    ['a parameter that is null', { supported_parameters: [null] }],
    ['an expiration date that is a number', { expiration_date: 20_260_930 }],
    ['a description that is a number', { description: 5 }],
  ])('rejects %s', (_, fields) => {
    expect(accepts(fields)).toBe(false)
  })
})

describe('the contract of modelSchema', () => {
  it('describes every field and has an example for every field that is not an object', () => {
    const fields = fieldsOf(z.toJSONSchema(modelSchema))
    expect(fields.length).toBeGreaterThan(60)
    expect(fields.filter(({ schema }) => schema.description === undefined).map(({ path }) => path)).toEqual([])
    expect(
      fields.filter(({ schema }) => schema.example === undefined && !holdsObjects(schema)).map(({ path }) => path),
    ).toEqual([])
  })

  it('has valid examples', () => {
    for (const { path, schema } of fieldsOf(z.toJSONSchema(modelSchema))) {
      if (schema.example === undefined) continue
      const [first = '', ...rest] = path.split('.').toReversed()
      const nested = rest.reduce<unknown>(
        (inner, key) => (key.endsWith('[]') ? { [key.slice(0, -2)]: [inner] } : { [key]: inner }),
        { [first]: schema.example },
      )
      expect(modelSchema.safeParse({ id: 'acme/one', name: 'One', ...(nested as object) }).error, path).toBeUndefined()
    }
  })
})

describe('authorOf', () => {
  it.each([
    ['openai/gpt-4o', 'openai'],
    ['openai/gpt-4o:free', 'openai'],
    ['~openai/gpt-latest', 'openai'],
    ['nothing', 'nothing'],
    ['', ''],
  ])('of %j is %j', (id, author) => {
    expect(authorOf(id)).toBe(author)
  })
})

describe('modalities', () => {
  const of = (architecture: unknown): [readonly string[], readonly string[]] => {
    const model = makeModel({ architecture })
    return [inputModalities(model), outputModalities(model)]
  }

  it('come from the lists if present', () => {
    expect(of({ modality: 'text->text', input_modalities: ['file'], output_modalities: ['image', 'text'] })).toEqual([
      ['file'],
      ['image', 'text'],
    ])
    expect(of({ modality: 'text->text', input_modalities: [], output_modalities: [] })).toEqual([[], []])
  })

  it('come from modality if there are no lists, as in captures of 2024', () => {
    expect(of({ modality: 'text+image->text' })).toEqual([['text', 'image'], ['text']])
    expect(of({ modality: 'text->text+audio', input_modalities: ['file'] })).toEqual([['file'], ['text', 'audio']])
  })

  it.each([null, '', 'multimodal', '->', 'a->b->c'])('are empty if modality is %j', (modality) => {
    expect(of({ modality })).toEqual([[], []])
  })

  it('are unknown for input and text for output without an architecture', () => {
    expect(of(undefined)).toEqual([[], ['text']])
  })
})

interface JsonSchema {
  $ref?: string
  $defs?: Record<string, JsonSchema>
  description?: string
  example?: unknown
  type?: string
  items?: JsonSchema
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
}

/** All fields of the schema by path, with references resolved. */
function fieldsOf(root: unknown): { path: string; schema: JsonSchema }[] {
  const { $defs = {} } = root as JsonSchema
  const deref = (schema: JsonSchema): JsonSchema => ({
    ...(schema.$ref === undefined ? {} : $defs[schema.$ref.split('/').at(-1) ?? '']),
    ...schema,
  })
  const walk = (schema: JsonSchema, path: string): { path: string; schema: JsonSchema }[] =>
    Object.entries(deref(schema).properties ?? {}).flatMap(([key, value]) => {
      const whole = deref(value)
      const bare = deref(whole.anyOf?.[0] ?? whole)
      const here = { ...bare, ...whole, description: whole.description ?? bare.description }
      const inner = bare.items === undefined ? bare : deref(bare.items)
      const step = `${path}${key}${bare.items !== undefined && inner.properties !== undefined ? '[]' : ''}`
      return [{ path: step, schema: here }, ...walk(inner, `${step}.`)]
    })
  return walk(root as JsonSchema, '')
}

function holdsObjects(schema: JsonSchema): boolean {
  return (
    schema.properties !== undefined ||
    schema.$ref !== undefined ||
    schema.anyOf?.[0]?.$ref !== undefined ||
    schema.items?.properties !== undefined ||
    schema.items?.$ref !== undefined
  )
}
