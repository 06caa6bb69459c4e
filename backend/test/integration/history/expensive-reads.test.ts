import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeFeed } from '../../../src/history/changes/change-feed.js'
import { listChanges } from '../../../src/history/changes/list-changes.js'
import { readHistory } from '../../../src/history/read-history.js'
import type { Queryable } from '../../../src/postgres/queryable.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

let fixture: SyncFixture
beforeEach(async () => {
  fixture = await createSyncFixture()
  fixture.setUpstream(Array.from({ length: 100 }, (_, nr) => exampleModel(`a/model-${nr}`)))
  await fixture.sync()
})
afterEach(() => fixture.close())

/** Prices of `models` models that alternate every minute, interleaved. */
async function addFlapping(models: number, times: number, { low = "'0.1'", gapMinutes = 1 } = {}): Promise<void> {
  const add = (tx: Queryable) =>
    tx.query(
      `INSERT INTO catalog_changes (sync_id, observed_at, model_id, kind, field, before, after)
       SELECT (SELECT min(id) FROM catalog_syncs), '2020-01-01'::timestamptz + make_interval(mins => step * ${gapMinutes}),
         'a/model-' || nr, 'price_changed', 'pricing.prompt',
         to_jsonb(CASE WHEN step % 2 = 0 THEN '0.2' ELSE ${low} END), to_jsonb(CASE WHEN step % 2 = 0 THEN ${low} ELSE '0.2' END)
       FROM generate_series(1, ${times}) step, generate_series(0, ${models - 1}) nr`,
    )
  await fixture.db.transaction(add, { statementTimeoutMs: 60_000 })
}

/** Lists changes, and counts the queries. */
async function list(limit: number, filter = {}, after?: Parameters<typeof listChanges>[2]['after']) {
  let queries = 0
  const { value } = await readHistory(fixture.db, (tx) => {
    const counting: Queryable = { query: (text, values) => (queries++, tx.query(text, values)) }
    return listChanges(counting, { kind: ['price_changed'], ...filter }, { limit, after })
  })
  return { ...value, queries }
}

describe('a page of changes', () => {
  it('takes a few queries, however many prices flap', async () => {
    await addFlapping(100, 20)
    const { changes, next, queries } = await list(1000)
    expect([changes.length, next]).toEqual([100, null])
    expect(changes.every(({ flapping }) => flapping?.times === 20)).toBe(true)
    expect(queries).toBeLessThanOrEqual(6)
  })

  it('takes a few queries for a run that is far longer than a page', async () => {
    await addFlapping(2, 50_000)
    const { changes, next, queries } = await list(50)
    expect(changes.map(({ flapping }) => flapping)).toEqual([
      { times: 50_000, since: '2020-01-01T00:01:00.000Z', values: ['0.1', '0.2'] },
      { times: 50_000, since: '2020-01-01T00:01:00.000Z', values: ['0.1', '0.2'] },
    ])
    expect(next).toBeNull()
    expect(queries).toBeLessThanOrEqual(8)
  })

  it('takes a few queries on later pages, and with min_percent', async () => {
    await addFlapping(2, 20_000)
    const first = await list(1)
    const second = await list(1, {}, first.next!)
    expect([first, second].map(({ changes }) => changes[0]?.model_id)).toEqual(['a/model-1', 'a/model-0'])
    expect([second.next, second.changes[0]?.flapping?.times]).toEqual([null, 20_000])
    const large = await list(50, { min_percent: 10 })
    expect(large.changes).toEqual([])
    expect(Math.max(second.queries, large.queries)).toBeLessThanOrEqual(12)
  })

  it('follows a run through other spellings of the same price', async () => {
    await addFlapping(1, 60, { low: "CASE WHEN step % 8 < 4 THEN '0.10' ELSE '0.1' END" })
    const { changes } = await list(5)
    expect(changes.map(({ flapping }) => flapping?.times)).toEqual([60])
  })

  it('ends a run where a day passes between two changes', async () => {
    await addFlapping(1, 30, { gapMinutes: 24 * 60 })
    await addFlapping(2, 3, { gapMinutes: 24 * 60 + 1 })
    const { changes } = await list(1000, { model: ['a/model-1'] })
    expect(changes.map(({ flapping }) => flapping)).toEqual([null, null, null])
  })
})

describe('a feed of 1,000 changes', () => {
  it('is rendered in slices of the event loop', async () => {
    await addFlapping(100, 12, { gapMinutes: 60 * 48 })
    const { changes } = await list(1000)
    expect(changes).toHaveLength(1000)
    await changeFeed(changes, '/x', 'atom', 0)
    let ticks = 0
    const timer = setInterval(() => ticks++, 0)
    await changeFeed(changes, '/x', 'atom', 0)
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(3)
  })
})

describe('a query that takes too long', () => {
  it('is cancelled by the server, and costs no connection', async () => {
    const sleep = readHistory(fixture.db, (tx) => tx.query('SELECT pg_sleep(20)'), { statementMs: 50 })
    await expect(sleep).rejects.toMatchObject({ name: 'DatabaseUnavailable', reason: 'the query took too long' })
    expect(fixture.db.status().state).toBe('connected')
  })

  it('is the last of its request', async () => {
    const sleepTwice = async (tx: Queryable) => [await tx.query('SELECT pg_sleep(0.1)'), await tx.query('SELECT 1')]
    await expect(readHistory(fixture.db, sleepTwice, { totalMs: 50 })).rejects.toMatchObject({
      reason: 'the query took too long',
    })
    expect(fixture.db.status().state).toBe('connected')
  })
})
