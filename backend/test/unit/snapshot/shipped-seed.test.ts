import { readFileSync } from 'node:fs'
import { modelSchema } from '@modelkeep/catalog/model/model'
import { describe, expect, it } from 'vitest'

type SeedModel = { id: string; pricing?: Record<string, string> }
const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')
const seed = JSON.parse(read('backend/seed/openrouter-models.json')) as {
  origin: Record<string, string>
  as_of: string
  data: SeedModel[]
}

describe('the seed that ships with the program', () => {
  it('names its source and the time it is from', () => {
    expect(seed.origin).toMatchObject({
      package: '@earendil-works/pi-ai',
      version: '1.5.2',
      file: 'dist/providers/data/openrouter.json',
      licence: 'MIT',
    })
    expect(seed.as_of).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(read('NOTICE')).toContain(
      `${seed.origin['package']}, version ${seed.origin['version']}, published ${seed.as_of.slice(0, 10)}`,
    )
  })
  it('has several hundred models, sorted by id, without duplicates, each with an author', () => {
    const ids = seed.data.map((model) => model.id)
    expect(ids.length).toBeGreaterThan(300)
    expect(ids).toEqual([...new Set(ids)].toSorted())
    expect(ids.filter((id) => !id.includes('/'))).toEqual([])
  })
  it('has only models that the catalogue accepts', () => {
    expect(seed.data.filter((model) => !modelSchema.safeParse(model).success).map((model) => model.id)).toEqual([])
  })
  it('has exact decimal prices', () => {
    const prices = seed.data.flatMap((model) => Object.values(model.pricing ?? {}))
    expect(prices.filter((price) => !/^(0|[1-9]\d*)(\.\d*[1-9])?$/.test(price))).toEqual([])
  })
  it('has a price of zero for free ids only', () => {
    const zero = seed.data.filter((model) => Object.values(model.pricing ?? {}).includes('0')).map((model) => model.id)
    expect(zero).not.toEqual([])
    expect(zero.filter((id) => !id.endsWith(':free') && id !== 'openrouter/free')).toEqual([])
  })
  it('has both main prices or none', () => {
    expect(seed.data.filter(({ pricing }) => pricing && !(pricing['prompt'] && pricing['completion']))).toEqual([])
  })
})
