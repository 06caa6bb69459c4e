import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createHistoricalCatalogues, type HistoricalCatalogues } from '../../../src/history/historical-catalogues.js'
import type { Database } from '../../../src/postgres/database.js'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { haveCaptures, noCaptures, type Capture } from '../../helpers/captures.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { replayCaptures } from '../../helpers/replay.js'
import { connect } from '../../helpers/sync-fixture.js'
import { until } from '../../helpers/test-app.js'

interface ModelList {
  data: Record<string, unknown>[]
  total_count: number
  missing_ids?: string[]
  reason?: string
}

// Reads all captures from outside the repository, if they are available, and adds generated benchmarks.
describe('every real capture', () => {
  let database: TestDatabase
  let db: Database
  let past: HistoricalCatalogues
  let app: HttpApp
  let all: Capture[]
  beforeAll(async () => {
    if (!haveCaptures) return
    database = await createTestDatabase()
    db = await connect(database.url)
    all = await replayCaptures(db)
    past = createHistoricalCatalogues(db)
    const clock = createFakeClock(Date.parse(all.at(-1)!.observed_at) + 3_600_000)
    app = await startHttpApp({ DATABASE_URL: database.url }, { clock })
    await until(() => app.app.sync.db.status().state === 'connected')
  }, 240_000)
  afterAll(async () => {
    await app?.stop()
    await db?.close()
    await database?.drop()
  })
  beforeEach((context) => context.skip(!haveCaptures, noCaptures))

  const listAt = async (moment: string, query = ''): Promise<ModelList> =>
    (await app.send(`/api/models?as_of=${moment}${query}`)).json()
  /** Some pairs of consecutive captures, spread over the years. */
  const sample = (): [Capture, Capture][] =>
    all.flatMap((capture, nr) => (nr > 0 && nr % 47 === 0 ? [[all[nr - 1]!, capture] as [Capture, Capture]] : []))

  it('equals the catalogue as of its time, order included', async () => {
    expect(all).toHaveLength(943)
    const wrong: string[] = []
    for (const { observed_at, data } of all) {
      const { catalogue } = await past.catalogueAt(Date.parse(observed_at))
      if (
        !isDeepStrictEqual(
          catalogue.entries.map(({ model }) => model),
          data,
        )
      )
        wrong.push(observed_at)
    }
    expect(wrong).toEqual([])
  }, 120_000)

  it('equals it over HTTP, until the next one', async () => {
    for (const [before, { observed_at, data }] of sample()) {
      expect((await listAt(observed_at)).data, observed_at).toEqual(data)
      const justBefore = new Date(Date.parse(observed_at) - 1).toISOString()
      expect((await listAt(justBefore)).data, justBefore).toEqual(before.data)
    }
  })

  it('supports the filters, counts, sorting, paging and fields of the list', async () => {
    for (const [, { observed_at, data }] of sample().slice(0, 6)) {
      const ids = data.map((model) => String(model['id']))
      const authors = ids.filter((id) => id.startsWith('openai/'))
      expect((await listAt(observed_at, '&model_authors=openai&fields=id')).data).toEqual(authors.map((id) => ({ id })))
      const page = (await app.send(`/api/models?as_of=${observed_at}&limit=7&offset=5&fields=id`)).json<
        ModelList & { links: { next: string } }
      >()
      expect([page.data.map(({ id }) => id), page.total_count]).toEqual([ids.slice(5, 12), ids.length])
      expect((await app.send(page.links.next)).json<ModelList>().data.map(({ id }) => id)).toEqual(ids.slice(12, 19))
      expect((await app.send(`/api/models/count?as_of=${observed_at}`)).json()).toEqual({ data: { count: ids.length } })
      expect((await app.send(`/api/facets?as_of=${observed_at}`)).json()).toMatchObject({ data: { total: ids.length } })
      const newest = data.map((model) => Number(model['created'])).toSorted((a, b) => b - a)
      expect((await listAt(observed_at, '&sort=newest&fields=created')).data.map(({ created }) => created)).toEqual(
        newest,
      )
      expect(await listAt(observed_at, `&ids=no/body,${ids[3]},${ids[1]}`)).toMatchObject({
        data: [data[3], data[1]],
        missing_ids: ['no/body'],
      })
    }
  })

  it('contains each model as of its time, and no others', async () => {
    for (const [before, { observed_at, data }] of sample()) {
      const model = data[data.length >> 1]!
      expect((await app.send(`/api/models/${String(model['id'])}?as_of=${observed_at}`)).json()).toEqual({
        data: model,
      })
      const gone = before.data.filter(({ id }) => !data.some((other) => other['id'] === id))
      for (const { id } of gone) {
        const response = await app.send(`/api/models/${String(id)}?as_of=${observed_at}`)
        expect([response.status, response.json<{ detail: string }>().detail]).toEqual([
          404,
          expect.stringContaining(`it was removed at ${new Date(observed_at).toISOString()}`),
        ])
      }
    }
  })

  it('lists removed models in their last state', async () => {
    const last = all.at(-1)!
    const now = new Set(last.data.map(({ id }) => id))
    const expected = new Map<unknown, Record<string, unknown>>()
    all.forEach(({ data }, nr) => {
      const removed_at = all[nr + 1] && new Date(all[nr + 1]!.observed_at).toISOString()
      for (const model of data) if (!now.has(model['id'])) expected.set(model['id'], { ...model, removed_at })
    })
    const { data, total_count } = (await app.send('/api/models?removed=true')).json<ModelList>()
    expect(total_count).toBe(expected.size)
    expect(new Map(data.map((model) => [model['id'], model]))).toEqual(expected)
    const times = data.map(({ removed_at }) => String(removed_at))
    expect(times).toEqual(times.toSorted().toReversed())
  })
})
