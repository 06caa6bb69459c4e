import { exampleModel } from '../../../helpers/fake-upstream.js'
import type { RawCapture } from '../../../helpers/import-export.js'

const price = (prompt: string): Record<string, unknown> => ({ pricing: { prompt, completion: '0.000004' } })

export const many = Array.from({ length: 30 }, (_, index) =>
  exampleModel(`many/model-${String(index).padStart(2, '0')}`, price('0.000001')),
)

/** The catalogue that upstream publishes: 35 models. */
export const current = [
  exampleModel('a/gpt-5', price('0.000002')),
  exampleModel('a/steady', price('0.000002')),
  exampleModel('a/dearer', { ...price('0.000003'), context_length: 200_000 }),
  exampleModel('a/leaving', { ...price('0.000002'), expiration_date: '2031-01-01' }),
  exampleModel('a/odd', { ...price('0.000002'), knowledge_cutoff: 7 }),
  ...many,
]
const before = [
  exampleModel('a/gpt-4', price('0.000004')),
  exampleModel('a/steady', price('0.000002')),
  exampleModel('a/dearer', { ...price('0.000002'), context_length: 200_000 }),
]

export const history: readonly RawCapture[] = [
  { observed_at: '2026-01-01T00:00:00Z', scope: 'all', data: before },
  { observed_at: '2026-02-01T00:00:00Z', scope: 'all', data: current },
]
