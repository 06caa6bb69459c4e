import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createObservation } from '../../../src/snapshot/observation.js'
import { DatabaseUnavailable } from '../../../src/postgres/database-error.js'
import { loadBaseline } from '../../../src/postgres/load-baseline.js'
import { listQuarantined, readQuarantined } from '../../../src/postgres/queries/quarantine.js'
import { syncLog } from '../../../src/postgres/queries/sync-log.js'
import { quarantineModel } from '../../../src/sync/commit-to-database.js'
import { ApprovalOutdated, sync as runSync } from '../../../src/sync/sync.js'
import { UpstreamError } from '../../../src/upstream/upstream-error.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

const hour = 3_600_000
const many = (count: number): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, nr) => exampleModel(`author/model-${nr}`))

let fixture: SyncFixture
beforeEach(async () => {
  fixture = await createSyncFixture()
})
afterEach(() => fixture.close())

const served = (): unknown[] => fixture.ctx.snapshots.current()?.catalogue.entries.map((entry) => entry.model) ?? []
const stored = async (): Promise<unknown[]> =>
  (await loadBaseline(fixture.db)).catalogue.entries.map((entry) => entry.model)
const rows = async (table: string): Promise<number> =>
  (await fixture.db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`))[0]!.count

async function syncOf(
  response: Parameters<SyncFixture['setUpstream']>[0],
  afterMs = hour,
): Promise<NonNullable<Awaited<ReturnType<SyncFixture['sync']>>>> {
  fixture.clock.set(fixture.clock.now() + afterMs)
  fixture.setUpstream(response)
  const done = await fixture.sync()
  expect(done).not.toBeNull()
  return done!
}

describe('a sync with changes', () => {
  it('commits models, versions and changes, and serves them', async () => {
    const sync = await syncOf(many(30))
    expect(sync).toMatchObject({ status: 'applied', model_count: 30, added: 30, changed: 0, removed: 0, scope: 'all' })
    expect(sync.id).toBeGreaterThan(0)
    expect(await stored()).toEqual(many(30))
    expect(served()).toEqual(many(30))
    expect(await rows('model_versions')).toBe(30)
    expect(await rows('catalog_changes')).toBe(30)
  })

  it('counts added, changed and removed models, and keeps the row of a removed model', async () => {
    await syncOf(many(30))
    const next = many(31).slice(1)
    next[0] = { ...next[0], context_length: 1 }
    expect(await syncOf(next)).toMatchObject({ status: 'applied', added: 1, changed: 1, removed: 1 })
    expect(await stored()).toEqual(next)
    const [removed] = await fixture.db.query('SELECT removed_at, last_seen FROM ai_models WHERE id = $1', [
      'author/model-0',
    ])
    expect(removed).toEqual({ removed_at: fixture.clock.now(), last_seen: fixture.clock.now() - hour })
    const kinds = await fixture.db.query(
      'SELECT kind, model_id FROM catalog_changes WHERE sync_id = 2 ORDER BY kind, model_id',
    )
    expect(kinds).toEqual([
      { kind: 'context_changed', model_id: 'author/model-1' },
      { kind: 'model_added', model_id: 'author/model-30' },
      { kind: 'model_removed', model_id: 'author/model-0' },
    ])
  })

  it('records a model that comes back as returned, not added', async () => {
    await syncOf(many(30))
    await syncOf(many(29))
    await syncOf(many(30))
    expect(
      await fixture.db.query('SELECT kind FROM catalog_changes WHERE model_id = $1 ORDER BY seq', ['author/model-29']),
    ).toEqual([{ kind: 'model_added' }, { kind: 'model_removed' }, { kind: 'model_returned' }])
  })

  it('applies a new order without new versions', async () => {
    await syncOf(many(5))
    expect(await syncOf(many(5).toReversed())).toMatchObject({ status: 'applied', added: 0, changed: 0, removed: 0 })
    expect(await stored()).toEqual(many(5).toReversed())
    expect(await rows('model_versions')).toBe(5)
  })

  it('versions benchmarks separately, without a change', async () => {
    await syncOf(many(3))
    const scored = many(3).map((model, nr) => ({ ...model, benchmarks: { design_arena: [{ elo: nr }] } }))
    expect(await syncOf(scored)).toMatchObject({ status: 'applied', changed: 3 })
    expect(await stored()).toEqual(scored)
    expect(await fixture.db.query('SELECT DISTINCT facet FROM model_versions WHERE sync_id = 2')).toEqual([
      { facet: 'benchmarks' },
    ])
    expect(await fixture.db.query('SELECT 1 FROM catalog_changes WHERE sync_id = 2')).toEqual([])
  })

  it('keeps unknown fields at any depth as received', async () => {
    const odd = [
      {
        ...exampleModel('a/b'),
        from_the_future: { deep: [1, null, { x: 'é' }] },
        pricing: { prompt: '0.10', completion: '-1', new_thing: '3', list: [{ z: 1, a: 2 }] },
      },
    ]
    await syncOf(odd)
    expect(await stored()).toEqual(odd)
  })
})

describe('a sync without changes', () => {
  it('writes one row and nothing else', async () => {
    await syncOf(many(30))
    const tables = [
      'model_versions',
      'model_contents',
      'catalog_changes',
      'catalog_orders',
      'ai_models',
      'catalog_syncs',
      'quarantined_payloads',
    ]
    const before = await Promise.all(tables.map(rows))
    const written = await fixture.db.query('SELECT max(xmin::text::bigint) AS newest FROM ai_models')
    expect(await syncOf(many(30))).toMatchObject({
      status: 'unchanged',
      added: 0,
      changed: 0,
      removed: 0,
      model_count: 30,
    })
    expect(await Promise.all(tables.map(rows))).toEqual(
      before.map((count, nr) => (tables[nr] === 'catalog_syncs' ? count + 1 : count)),
    )
    expect(await fixture.db.query('SELECT max(xmin::text::bigint) AS newest FROM ai_models')).toEqual(written)
  })

  it('resets the age of the served snapshot, and keeps its tier and Last-Modified', async () => {
    await syncOf(many(30))
    const before = fixture.ctx.snapshots.current()
    await syncOf(many(30))
    expect(fixture.ctx.snapshots.current()).toBe(before)
    expect(fixture.ctx.snapshots.ageMs()).toBe(0)
  })

  it('is unchanged if only the order of keys differs', async () => {
    await syncOf(many(3))
    const reversed = many(3).map((model) => Object.fromEntries(Object.entries(model).toReversed()))
    expect(await syncOf(reversed)).toMatchObject({ status: 'unchanged' })
  })
})

describe('a broken model in a good list', () => {
  const broken: [string, unknown][] = [
    ['a price that is a number', { ...exampleModel('author/model-7'), pricing: { prompt: 1, completion: '0' } }],
    ['NUL in a text', { ...exampleModel('author/model-7'), name: 'a\u0000b' }],
    ['a lone surrogate', { ...exampleModel('author/model-7'), description: '\ud800' }],
    [
      'a key that pollutes prototypes',
      JSON.parse(JSON.stringify(exampleModel('author/model-7')).replace('{', '{"__proto__":{"x":1},')),
    ],
    ['a date beyond PostgreSQL', { ...exampleModel('author/model-7'), created: 9e15 }],
  ]
  it('does not block the sync if it is nested too deeply to be serialised', async () => {
    await syncOf(many(30))
    const deep = `{"id":"author/model-7","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
    const others = many(30)
      .filter(({ id }) => id !== 'author/model-7')
      .map((model) => ({ ...model, context_length: 7 }))
    const done = await syncOf(
      Buffer.from(`{"data":[${deep},${others.map((model) => JSON.stringify(model)).join(',')}]}`),
    )
    expect(done).toMatchObject({ status: 'applied', changed: 29, removed: 0 })
    expect(done.id).not.toBeNull() // committed, not spooled for ever
    expect(await listQuarantined(fixture.db)).toMatchObject([{ reason: 'broken_model', model_id: 'author/model-7' }])
  })

  it('is quarantined by an import even if it is nested too deeply to be serialised', async () => {
    const item = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown
    await fixture.db.transaction((tx) =>
      quarantineModel(tx, { observedAt: hour, scope: 'all' }, { index: 3, id: 'a/deep', reason: 'deep', item }),
    )
    expect(await listQuarantined(fixture.db)).toMatchObject([{ reason: 'broken_model', model_id: 'a/deep' }])
  })

  it.each(broken)('keeps its last good version and lets the others update: %s', async (_, item) => {
    await syncOf(many(30))
    const next: Record<string, unknown>[] = many(30).map((model) => ({ ...model, context_length: 5 }))
    const sync = await syncOf(next.with(7, item as Record<string, unknown>))
    expect(sync).toMatchObject({ status: 'applied', changed: 29 })
    expect(sync.detail).toContain('author/model-7')
    expect(await stored()).toEqual(next.with(7, many(30)[7]!))
    expect(await listQuarantined(fixture.db)).toMatchObject([
      { reason: 'broken_model', model_id: 'author/model-7', times: 1 },
    ])
  })

  it('is stored as received, for inspection', async () => {
    await syncOf(many(30))
    await syncOf(many(30).with(7, { id: 'author/model-7', name: 5 }))
    const [entry] = await listQuarantined(fixture.db)
    expect(JSON.parse((await readQuarantined(fixture.db, entry!.id))!.body.toString())).toEqual({
      id: 'author/model-7',
      name: 5,
    })
  })
})

describe('an untrusted payload', () => {
  const html = Buffer.from('<html>503 Service Unavailable</html>')
  const payloads: [string, string, Buffer | readonly unknown[]][] = [
    ['HTML', 'not_json', html],
    ['truncated JSON', 'not_json', Buffer.from('{"data":[{"id":"a/b"')],
    ['bytes that are not UTF-8', 'not_json', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['another envelope', 'not_envelope', Buffer.from('{"models":[]}')],
    ['an empty list', 'empty', []],
    [
      'duplicates that differ',
      'too_many_broken',
      [...many(30), ...many(5).map((model) => ({ ...model, name: 'other' }))],
    ],
    ['wrong types', 'too_many_broken', many(30).map((model) => ({ ...model, id: 5 }))],
    ['half a list', 'shrunk', many(15)],
  ]
  it.each(payloads)(
    'is quarantined as received, and the last good catalogue is still served: %s',
    async (_, reason, payload) => {
      await syncOf(many(30))
      const age = fixture.ctx.snapshots.ageMs()!
      expect(await syncOf(payload)).toMatchObject({ status: 'quarantined', detail: expect.stringContaining(reason) })
      expect(served()).toEqual(many(30))
      expect(await stored()).toEqual(many(30))
      expect(fixture.ctx.snapshots.ageMs()).toBe(age + hour)
      const [entry] = await listQuarantined(fixture.db)
      expect(entry).toMatchObject({ reason, model_id: null, times: 1 })
      const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify({ data: payload }))
      expect((await readQuarantined(fixture.db, entry!.id))!.body).toEqual(bytes)
    },
  )

  it('is quarantined with its first bytes if it was truncated or too large', async () => {
    await syncOf(many(30))
    const sample = Buffer.from('{"data":[')
    expect(await syncOf(new UpstreamError('too_large', 'more than 32 MB', { sample }))).toMatchObject({
      status: 'quarantined',
      detail: 'too_large: more than 32 MB',
    })
    const [entry] = await listQuarantined(fixture.db)
    expect((await readQuarantined(fixture.db, entry!.id))!.body).toEqual(sample)
  })

  it('has one quarantine entry with a count if it repeats', async () => {
    await syncOf(many(30))
    for (let nr = 0; nr < 3; nr++) await syncOf(html)
    expect(await listQuarantined(fixture.db)).toMatchObject([{ times: 3 }])
  })

  it('is recorded as failed, with the reason, if upstream cannot be reached', async () => {
    expect(await syncOf(new UpstreamError('refused', 'nothing listens'))).toMatchObject({
      status: 'failed',
      detail: 'nothing listens',
      payload_hash: null,
    })
    expect(await syncLog(fixture.db, 10, null)).toMatchObject([{ status: 'failed' }])
  })
})

describe('a list that grew by more than the limit', () => {
  it('is quarantined, and the real list is accepted after it', async () => {
    await syncOf(many(30))
    const grown = await syncOf(many(200))
    expect(grown).toMatchObject({ status: 'quarantined', added: 0 })
    expect(grown.detail).toBe('grown: 170 models were added to 30; more than 100 % need approval')
    expect(await syncOf(many(30))).toMatchObject({ status: 'unchanged' })
    expect(await stored()).toEqual(many(30))
  })

  it('does not count against the list that it shrinks back to, if it was accepted', async () => {
    await syncOf(many(30))
    await syncOf(many(30), 25 * hour)
    fixture.ctx.maxGrowthPercent = 1_000
    expect(await syncOf(many(200))).toMatchObject({ status: 'applied', added: 170 })
    expect(await syncOf(many(30))).toMatchObject({ status: 'applied', removed: 170 })
    expect(await syncOf(many(20))).toMatchObject({ status: 'quarantined' })
  })

  it('counts once it has been listed for a day', async () => {
    fixture.ctx.maxGrowthPercent = 1_000
    await syncOf(many(30))
    await syncOf(many(200))
    await syncOf(many(200), 25 * hour)
    expect(await syncOf(many(30))).toMatchObject({ status: 'quarantined' })
  })

  it('is measured against everything while nothing has been listed for a day', async () => {
    await syncOf(many(30))
    expect(await syncOf(many(15))).toMatchObject({ status: 'quarantined' })
  })
})

describe('a model whose id stays unreadable', () => {
  const withBadId = (count: number, id = 'acme/new model v2'): unknown[] => [
    ...many(count),
    { ...exampleModel('a/b'), id, created: fixture.clock.now() }, // its other fields may change
  ]

  it('delays removals for 24 hours, not for good', async () => {
    await syncOf(many(30))
    for (let nr = 0; nr < 24; nr++) expect(await syncOf(withBadId(28))).toMatchObject({ removed: 0 })
    expect(await stored()).toHaveLength(30)
    expect(await syncOf(withBadId(28))).toMatchObject({ status: 'applied', removed: 2 })
    expect(await stored()).toEqual(many(28))
  })

  it('starts over when a list without it came in between', async () => {
    await syncOf(many(30))
    for (let nr = 0; nr < 20; nr++) await syncOf(withBadId(28))
    await syncOf(many(30))
    for (let nr = 0; nr < 20; nr++) expect(await syncOf(withBadId(28))).toMatchObject({ removed: 0 })
  })

  it('delays removals again when another id is unreadable', async () => {
    await syncOf(many(30))
    for (let nr = 0; nr < 24; nr++) await syncOf(withBadId(28))
    expect(await syncOf(withBadId(28, 'another bad id'))).toMatchObject({ removed: 0 })
  })

  it('is still subject to the limit on lost models', async () => {
    await syncOf(many(30))
    for (let nr = 0; nr < 25; nr++) await syncOf(withBadId(30))
    expect(await syncOf(withBadId(10))).toMatchObject({ status: 'quarantined' })
  })
})

describe('a list that shrank by more than the limit', () => {
  it('is accepted after the same loss has been seen for 24 hours', async () => {
    await syncOf(many(30))
    for (let nr = 0; nr < 24; nr++)
      expect(await syncOf(many(15).map((model) => ({ ...model, context_length: nr })))).toMatchObject({
        status: 'quarantined',
      })
    expect(await syncOf(many(15))).toMatchObject({ status: 'applied', removed: 15 })
  })

  it('is not committed by an approval if a good list has arrived since', async () => {
    await syncOf(many(30))
    const observation = createObservation({
      observedAt: fixture.clock.now() + 1,
      source: 'approval',
      scope: 'all',
      durationMs: 0,
      bytes: Buffer.from(JSON.stringify({ data: many(15) })),
    })
    await syncOf(many(30))
    await expect(
      runSync(fixture.ctx, { skipIfAttemptedSince: null, approved: { kind: 'payload', observation } }),
    ).rejects.toThrow(ApprovalOutdated)
    expect(await stored()).toEqual(many(30))
  })

  it('is quarantined if the query for earlier sightings of the loss fails', async () => {
    await syncOf(many(30))
    const { db } = fixture
    fixture.ctx.db = Object.assign(Object.create(db) as typeof db, {
      status: () => db.status(),
      transaction: db.transaction.bind(db),
      query: (text: string, values?: readonly unknown[]) =>
        text.includes('loss_hash') ? Promise.reject(new DatabaseUnavailable('unavailable')) : db.query(text, values),
    })
    expect(await syncOf(many(15))).toMatchObject({ status: 'quarantined', detail: expect.stringContaining('shrunk') })
    expect(await listQuarantined(db)).toMatchObject([{ reason: 'shrunk' }])
  })

  it('is not accepted if a good list arrived in between', async () => {
    await syncOf(many(30))
    for (let nr = 0; nr < 12; nr++) await syncOf(many(15))
    await syncOf(many(30))
    for (let nr = 0; nr < 13; nr++) expect(await syncOf(many(15))).toMatchObject({ status: 'quarantined' })
  })

  it('is not accepted if the loss differs each time', async () => {
    await syncOf(many(30))
    for (let nr = 0; nr < 30; nr++)
      expect(
        await syncOf(
          many(30)
            .filter((_, index) => (index + nr) % 2 === 0)
            .slice(nr % 3),
        ),
      ).toMatchObject({ status: 'quarantined' })
  })
})
