import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyCatalogue, type Catalogue } from '../../../src/catalogue/catalogue.js'
import type { Database } from '../../../src/postgres/database.js'
import { loadBaseline } from '../../../src/postgres/load-baseline.js'
import type { Queryable } from '../../../src/postgres/queryable.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

let fixture: SyncFixture
beforeEach(async () => {
  fixture = await createSyncFixture()
})
afterEach(() => fixture.close())

const scored = (id: string, score: number) => ({
  ...exampleModel(id),
  benchmarks: { design_arena: [{ arena: 'agents', score }] },
})

/** A database that records the ids of the models whose bodies are read. */
function watched(db: Database): { db: Database; read: string[] } {
  const read: string[] = []
  const watch = (tx: Queryable): Queryable => ({
    ...tx,
    query: async (text: string, values?: unknown[]) => {
      const rows = await tx.query<Record<string, unknown>>(text, values)
      read.push(...rows.flatMap(({ body }) => (body === undefined ? [] : [(body as { id: string }).id])))
      return rows as never
    },
  })
  return { db: { ...db, transaction: (work, options) => db.transaction((tx) => work(watch(tx)), options) }, read }
}

async function load(previous?: Catalogue) {
  const { db, read } = watched(fixture.db)
  const { catalogue } = await loadBaseline(db, previous)
  return { catalogue, read }
}

describe('loading the baseline', () => {
  it('reads every body without a previous catalogue', async () => {
    fixture.setUpstream([exampleModel('a/one'), scored('a/two', 1)])
    await fixture.sync()
    const { catalogue, read } = await load()
    expect(read).toEqual(['a/one', 'a/two'])
    expect(catalogue.entries.map(({ model }) => model)).toEqual([exampleModel('a/one'), scored('a/two', 1)])
    expect((await load(emptyCatalogue)).catalogue.hash).toBe(catalogue.hash)
  })

  it('reads only bodies that differ from the previous catalogue: a fact, benchmarks added, changed or removed, a new model', async () => {
    fixture.setUpstream([
      exampleModel('a/same'),
      exampleModel('a/fact'),
      exampleModel('a/comes'),
      scored('a/changes', 1),
      scored('a/goes', 1),
      exampleModel('a/leaves'),
    ])
    await fixture.sync()
    const before = (await load()).catalogue
    const now = [
      exampleModel('b/new'),
      { ...exampleModel('a/fact'), context_length: 7 },
      scored('a/comes', 1),
      scored('a/changes', 2),
      exampleModel('a/goes'),
      exampleModel('a/same'),
    ]
    fixture.setUpstream(now)
    await fixture.sync()

    const { catalogue, read } = await load(before)
    expect(read.toSorted()).toEqual(['a/changes', 'a/comes', 'a/fact', 'a/goes', 'b/new'])
    expect(catalogue.entries.map(({ model }) => model)).toEqual(now)
    expect(catalogue.byId.get('a/same')).toBe(before.byId.get('a/same'))
    expect(catalogue.hash).toBe((await load()).catalogue.hash)
    expect((await load(catalogue)).read).toEqual([])
  })
})
