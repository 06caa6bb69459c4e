import { describe, expect, it } from 'vitest'
import { ADAPTERS, MIRROR_SOURCES } from '../../../src/mirrors/adapters.js'
import { parseMirrored } from '../../../src/mirrors/check-document.js'

const documents = {
  litellm: (entries: number) =>
    Object.fromEntries(Array.from({ length: entries }, (_, nr) => [`model-${nr}`, { mode: 'chat' }])),
  'models.dev': (entries: number) =>
    Object.fromEntries(Array.from({ length: entries }, (_, nr) => [`p${nr}`, { id: `p${nr}`, name: 'P', models: {} }])),
}

describe.each(MIRROR_SOURCES)('a document of %s', (source) => {
  const parse = (entries: number) =>
    parseMirrored(
      ADAPTERS[source],
      ADAPTERS[source].minEntries,
      Buffer.from(JSON.stringify(documents[source](entries))),
    )

  it('is rejected with too few entries to be the whole one', () => {
    const { minEntries } = ADAPTERS[source]
    expect(parse(minEntries)).toHaveLength(minEntries)
    expect(() => parse(minEntries - 1)).toThrow(/^it has [\d,]+ entries; expected at least [\d,]+$/)
  })
})

it('a map that LiteLLM would discard is rejected: under half of the about 3,000 entries that it ships', () => {
  const bytes = Buffer.from(JSON.stringify(documents.litellm(1_499)))
  expect(() => parseMirrored(ADAPTERS.litellm, ADAPTERS.litellm.minEntries, bytes)).toThrow(
    'it has 1,499 entries; expected at least 1,500',
  )
})
