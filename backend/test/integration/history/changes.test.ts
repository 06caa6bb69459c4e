import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import type { ChangeFilter } from '@modelkeep/catalog/changes/change-filter'
import type { Change } from '@modelkeep/catalog/changes/change'
import { createRun, flapsBack, type PriceMove } from '@modelkeep/catalog/changes/flapping'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listChanges } from '../../../src/history/changes/list-changes.js'
import type { ChangeCursor } from '../../../src/history/changes/page-cursor.js'
import { insertChanges } from '../../../src/postgres/queries/insert-changes.js'
import { insertSync } from '../../../src/postgres/queries/insert-sync.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

const hour = 3_600_000
const start = Date.parse('2026-03-01T00:00:00Z')

let fixture: SyncFixture
beforeEach(async () => {
  fixture = await createSyncFixture()
  fixture.ctx.maxShrinkPercent = 100
  fixture.ctx.maxGrowthPercent = 1_000_000
})
afterEach(() => fixture.close())

async function syncAt(hours: number, ...models: Record<string, unknown>[]): Promise<void> {
  fixture.clock.set(start + hours * hour)
  fixture.setUpstream(models)
  await fixture.sync()
}

const priced = (prompt: string, more: Record<string, unknown> = {}) =>
  exampleModel('a/one', { pricing: { prompt, completion: '0.0000004', ...more } })
const list = (filter: ChangeFilter = {}, limit = 100, after?: ChangeCursor) =>
  fixture.db.transaction((tx) => listChanges(tx, filter, { limit, after }), { readOnly: true })
const listed = async (filter?: ChangeFilter): Promise<unknown[][]> =>
  (await list(filter)).changes.map(({ kind, field, before, after }) => [kind, field, before, after])

describe('the list of changes', () => {
  it('is newest first, with model, time, field, before and after', async () => {
    await syncAt(0, exampleModel('a/one'))
    await syncAt(1, priced('0.0000002'), exampleModel('~b/two'))
    const { changes, next } = await list()
    expect(next).toBeNull()
    expect(changes.map(({ kind, model_id: id, author }) => [kind, id, author])).toEqual([
      ['model_added', '~b/two', 'b'],
      ['price_changed', 'a/one', 'a'],
      ['model_added', 'a/one', 'a'],
    ])
    expect(changes[1]).toEqual({
      seq: expect.any(Number),
      observed_at: '2026-03-01T01:00:00.000Z',
      model_id: 'a/one',
      name: 'Example: a/one',
      author: 'a',
      kind: 'price_changed',
      field: 'pricing.prompt',
      before: '0.0000001',
      after: '0.0000002',
      percent: 100,
      scheduled: false,
      flapping: null,
      removed_at: null,
      removed_seq: null,
    } satisfies ListedChange)
  })

  it('is empty before the first observation', async () => {
    expect(await list()).toEqual({ changes: [], next: null })
  })

  it('combines all filters', async () => {
    await syncAt(0, exampleModel('a/one'), exampleModel('B/two'))
    await syncAt(24, priced('0.0000002'), exampleModel('B/two', { context_length: 5 }))
    await syncAt(96, priced('0.00000021'), exampleModel('B/two', { context_length: 6 }))
    const ids = async (filter: ChangeFilter): Promise<unknown[]> =>
      (await list(filter)).changes.map(({ model_id: id, observed_at: at }) => `${id} ${at.slice(8, 10)}`)
    expect(await ids({ since: '2026-03-02T00:00:00.000Z', until: '2026-03-05T00:00:00.000Z' })).toEqual([
      'B/two 02',
      'a/one 02',
    ])
    expect(await ids({ kind: ['context_changed', 'renamed'] })).toEqual(['B/two 05', 'B/two 02'])
    expect(await ids({ model: ['a/one'] })).toEqual(['a/one 05', 'a/one 02', 'a/one 01'])
    expect(await ids({ model: ['a/one:nitro'] })).toEqual(['a/one 05', 'a/one 02', 'a/one 01'])
    expect(await ids({ author: ['a'], model: ['a/one:exacto'] })).toEqual(['a/one 05', 'a/one 02', 'a/one 01'])
    expect(await ids({ model: ['a/one:free'] })).toEqual([])
    expect(await ids({ author: ['b'], kind: ['model_added'] })).toEqual(['B/two 01'])
    expect(await ids({ author: ['b'], model: ['a/one'] })).toEqual([])
    expect(await ids({ min_percent: 5 })).toEqual(['a/one 05', 'a/one 02'])
    expect(await ids({ min_percent: 5.01 })).toEqual(['a/one 02'])
  })

  it('omits scheduled changes by default, and ignores them when it detects flapping', async () => {
    const overrides = [
      { utc_start: 0, utc_end: 1200, prompt: '0.1' },
      { utc_start: 1200, utc_end: 0, prompt: '0.2' },
    ]
    await syncAt(0, priced('0.1', { overrides }))
    await syncAt(1, priced('0.2', { overrides }))
    await syncAt(2, priced('0.1', { overrides }))
    expect(await listed({ kind: ['price_changed'] })).toEqual([])
    expect(
      (await list({ kind: ['price_changed'], scheduled: true })).changes.map(({ scheduled, flapping }) => [
        scheduled,
        flapping,
      ]),
    ).toEqual([
      [true, null],
      [true, null],
    ])
  })

  it('shows a price that flaps within a day once, at its last change', async () => {
    for (const [nr, price] of ['0.1', '0.2', '0.1', '0.2'].entries()) await syncAt(nr * 12, priced(price))
    const { changes } = await list({ kind: ['price_changed'] })
    expect(changes).toMatchObject([
      {
        observed_at: '2026-03-02T12:00:00.000Z',
        before: '0.1',
        after: '0.2',
        percent: 100,
        flapping: { times: 3, since: '2026-03-01T12:00:00.000Z', values: ['0.1', '0.2'] },
      },
    ])
    await syncAt(48, priced('0.1'))
    expect((await list({ kind: ['price_changed'] })).changes).toMatchObject([
      { before: '0.1', after: '0.1', percent: 0, flapping: { times: 4 } },
    ])
    expect((await list({ min_percent: 1 })).changes).toEqual([])
  })

  it('follows a price that flapped for months back to its start', async () => {
    for (let nr = 0; nr < 80; nr++) await change(nr, { before: String(1 + (nr % 2)), after: String(2 - (nr % 2)) })
    expect((await list()).changes).toMatchObject([
      { before: '1', after: '1', flapping: { times: 80, since: new Date(start).toISOString() } },
    ])
  })

  it('joins the return of a model to its removal, however long ago', async () => {
    await syncAt(0, exampleModel('a/one'), exampleModel('a/two'))
    await syncAt(1, exampleModel('a/one'))
    await syncAt(24 * 300, exampleModel('a/one'), exampleModel('a/two'))
    const [returned, removed] = (await list({ model: ['a/two'] })).changes
    expect(returned).toMatchObject({
      kind: 'model_returned',
      removed_at: removed?.observed_at,
      removed_seq: removed?.seq,
    })
    expect(removed).toMatchObject({ kind: 'model_removed', removed_at: null, removed_seq: null })
  })

  it('ignores benchmarks and equivalent spellings', async () => {
    await syncAt(0, priced('0.10', { image: '0.2' }))
    await syncAt(1, { ...priced('0.1', { image: '0.20' }), benchmarks: { design_arena: [{ elo: 5 }] } })
    expect(await listed()).toEqual([['model_added', null, null, { name: 'Example: a/one' }]])
  })
})

describe('pages of changes', () => {
  it(
    'skip and repeat no change, whatever the page size and whatever is added meanwhile',
    { timeout: 60_000 },
    async () => {
      let model = 0
      const history = fc.array(
        fc.record({ price: fc.constantFrom('1', '2', '3'), hours: fc.constantFrom(1, 23, 25), nr: fc.nat(1) }),
        { minLength: 1, maxLength: 14 },
      )
      await fc.assert(
        fc.asyncProperty(
          history,
          fc.integer({ min: 1, max: 5 }),
          fc.option(fc.constantFrom(0, 60), { nil: undefined }),
          async (steps, limit, least) => {
            model += 2
            const ids = [`p/m${model}`, `p/m${model + 1}`]
            const last = ['1', '1']
            let at = 0
            for (const { price, hours, nr } of steps) {
              at += hours
              if (price !== last[nr]) await change(at, { modelId: ids[nr]!, before: last[nr], after: price })
              last[nr] = price
            }
            const all = (await list({ model: ids })).changes
            expect(
              all.map((one) => [one.model_id, one.observed_at, one.before, one.after, one.flapping?.times ?? 1]),
            ).toEqual(await shownOf(ids))
            const filter: ChangeFilter = { model: ids, ...(least !== undefined && { min_percent: least }) }
            const whole = (await list(filter)).changes
            expect(whole).toEqual(
              all.filter(({ percent }) => least === undefined || Math.abs(percent ?? Number.NaN) >= least),
            )
            const paged: ListedChange[] = []
            for (let after: ChangeCursor | undefined; ;) {
              const { changes, next } = await list(filter, limit, after)
              paged.push(...changes)
              if (next === null) break
              after = next
              await change(++at, { modelId: ids[0]!, before: last[0], after: (last[0] = last[0] === '1' ? '2' : '1') })
              await change(0, { modelId: ids[1]!, before: '5', after: '6' })
            }
            expect(paged).toEqual(whole)
          },
        ),
        { numRuns: 25 },
      )
    },
  )
})

/** Writes one price change as a sync would, `hours` after the start. */
async function change(hours: number, fields: Partial<Change>): Promise<void> {
  const observedAt = start + hours * hour
  await fixture.db.transaction(async (tx) => {
    const row = {
      key: crypto.randomUUID(),
      observedAt,
      source: 'upstream',
      scope: 'all',
      status: 'applied',
      payloadHash: null,
      orderHash: null,
      modelCount: 1,
      added: 0,
      changed: 1,
      removed: 0,
      durationMs: 1,
      detail: null,
    } as const
    const syncId = await insertSync(tx, row)
    await insertChanges(
      tx,
      syncId!,
      observedAt,
      [
        {
          modelId: 'a/one',
          kind: 'price_changed',
          field: 'pricing.prompt',
          before: null,
          after: null,
          scheduled: false,
          ...fields,
        },
      ],
      { live: true },
    )
  })
}

/** Applies the rules of `catalog` to all rows at once. */
async function shownOf(ids: readonly string[]): Promise<unknown[][]> {
  const shown: { seq: number; at: number; row: unknown[] }[] = []
  for (const id of ids) {
    const rows = await fixture.db.query<{
      seq: number
      observed_at: number
      field: string
      before: unknown
      after: unknown
    }>('SELECT * FROM catalog_changes WHERE model_id = $1 ORDER BY observed_at, seq', [id])
    const moves = rows.map((row): PriceMove => ({ ...row, observedAt: row.observed_at }))
    for (const [nr, move] of moves.entries()) {
      const later = moves[nr + 1]
      if (later && flapsBack(move, later)) continue
      const run = createRun(move)
      moves
        .slice(0, nr)
        .toReversed()
        .every((earlier) => run.extend(earlier))
      const result = run.result()
      shown.push({
        seq: rows[nr]!.seq,
        at: move.observedAt,
        row: [
          id,
          new Date(move.observedAt).toISOString(),
          result?.before ?? move.before,
          move.after,
          result?.flapping.times ?? 1,
        ],
      })
    }
  }
  return shown.toSorted((a, b) => b.at - a.at || b.seq - a.seq).map((one) => one.row)
}
