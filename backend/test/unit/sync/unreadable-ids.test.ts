import { expect, it } from 'vitest'
import { emptyCatalogue } from '../../../src/catalogue/catalogue.js'
import { emptyBaseline } from '../../../src/postgres/load-baseline.js'
import { validateFetch } from '../../../src/sync/validate.js'
import { exampleModel } from '../../helpers/fake-upstream.js'

/** How often the database is asked since when an id is unreadable. */
async function queries(unreadable: number, since: number | null): Promise<number> {
  let count = 0
  const models = Array.from({ length: 100 - unreadable }, (_, nr) => exampleModel(`a/model-${nr}`))
  const broken = Array.from({ length: unreadable }, (_, nr) => ({ id: `not an id ${nr}` }))
  const observation = {
    key: 'key',
    observedAt: 0,
    source: 'upstream',
    scope: 'all',
    durationMs: 0,
    payloadHash: 'hash',
    bytes: Buffer.from(JSON.stringify({ data: [...models, ...broken] })),
  } as const
  await validateFetch({ kind: 'payload', observation }, emptyBaseline, {
    maxShrinkPercent: 20,
    maxGrowthPercent: 100,
    trusted: emptyCatalogue,
    approved: false,
    acceptAnySize: false,
    lossSince: () => Promise.resolve(null),
    listedForADay: () => Promise.resolve(new Set()),
    unreadableSince: () => {
      count++
      return Promise.resolve(since)
    },
  })
  return count
}

it('asks for the age of unreadable ids only while the answer matters', async () => {
  expect(await queries(0, null)).toBe(0)
  expect(await queries(5, null)).toBe(1)
  expect(await queries(5, -Infinity)).toBe(5)
  expect(await queries(60, -Infinity)).toBe(0)
})
