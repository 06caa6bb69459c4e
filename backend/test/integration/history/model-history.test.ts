import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { modelHistory } from '../../../src/history/model-history.js'
import { createObservation } from '../../../src/snapshot/observation.js'
import { replaySpool } from '../../../src/sync/replay-spool.js'
import { newestSync } from '../../../src/postgres/queries/newest-sync.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

const minute = 60_000
const start = Date.parse('2026-03-01T00:00:00Z')
const at = (minutes: number): string => new Date(start + minutes * minute).toISOString()

let fixture: SyncFixture
beforeEach(async () => {
  fixture = await createSyncFixture()
  fixture.ctx.maxShrinkPercent = 100
  fixture.ctx.maxGrowthPercent = 1_000_000
})
afterEach(() => fixture.close())

async function syncAt(minutes: number, ...models: Record<string, unknown>[]): Promise<void> {
  fixture.clock.set(start + minutes * minute)
  fixture.setUpstream(models)
  await fixture.sync()
}

async function commitLate(minutes: number, ...models: Record<string, unknown>[]): Promise<void> {
  await fixture.ctx.spool.append(
    createObservation({
      observedAt: start + minutes * minute,
      source: 'upstream',
      scope: 'all',
      durationMs: 1,
      bytes: Buffer.from(JSON.stringify({ data: models })),
    }),
  )
  await replaySpool(fixture.ctx, new AbortController().signal)
}

const other = exampleModel('a/other')
const one = (prompt: string, more: Record<string, unknown> = {}) =>
  exampleModel('a/one', { pricing: { prompt, completion: '0' }, ...more })
const historyOf = (id: string): Promise<ModelHistory | null> =>
  fixture.db.transaction(async (tx) => modelHistory(tx, id, (await newestSync(tx)).newest?.confirmedAt ?? null), {
    readOnly: true,
  })
const stepsOf = (history: ModelHistory | null, field: string): unknown =>
  history?.series.find((series) => series.field === field)?.steps.map(({ from, to, value }) => [from, to, value])

describe("one model's history", () => {
  it('has first and last seen times, the changes of each version, and prices as steps', async () => {
    await syncAt(0, one('0.4'), other)
    await syncAt(10, one('0.3', { context_length: 5 }), other)
    await syncAt(20, one('0.3', { context_length: 5 }), other)
    const history = await historyOf('a/one')
    expect(history).toMatchObject({
      id: 'a/one',
      name: 'Example: a/one',
      present: true,
      first_seen: at(0),
      last_seen: at(20),
      gaps: [],
    })
    expect(history?.versions).toEqual([
      {
        observed_at: at(10),
        changes: [
          expect.objectContaining({ kind: 'context_changed' }),
          expect.objectContaining({ field: 'pricing.prompt', before: '0.4', after: '0.3', percent: -25 }),
        ],
      },
      { observed_at: at(0), changes: [expect.objectContaining({ kind: 'model_added' })] },
    ])
    expect(stepsOf(history, 'pricing.prompt')).toEqual([
      [at(0), at(10), '0.4'],
      [at(10), null, '0.3'],
    ])
    expect(stepsOf(history, 'context_length')).toEqual([
      [at(0), at(10), 128_000],
      [at(10), null, 5],
    ])
  })

  it('has gaps, and exists for a removed model', async () => {
    await syncAt(0, one('0.4'), other)
    await syncAt(10, other)
    await syncAt(20, one('0.4'), other)
    await syncAt(30, one('0.4'), other)
    await syncAt(40, other)
    await syncAt(50, other)
    const history = await historyOf('a/one')
    expect(history).toMatchObject({
      present: false,
      first_seen: at(0),
      last_seen: at(30),
      gaps: [
        { from: at(10), to: at(20) },
        { from: at(40), to: null },
      ],
    })
    expect(history?.versions.map(({ changes }) => changes.map(({ kind }) => kind))).toEqual([
      ['model_removed'],
      ['model_returned'],
      ['model_removed'],
      ['model_added'],
    ])
    expect(stepsOf(history, 'pricing.prompt')).toEqual([
      [at(0), at(10), '0.4'],
      [at(10), at(20), null],
      [at(20), at(40), '0.4'],
      [at(40), null, null],
    ])
  })

  it('includes observations that were committed late', async () => {
    await syncAt(10, one('0.4'), other)
    await syncAt(30, other)
    await commitLate(0, one('0.4'), other)
    await commitLate(20, one('0.3'), other)
    const history = await historyOf('a/one')
    expect(history).toMatchObject({ first_seen: at(0), last_seen: at(20), gaps: [{ from: at(30), to: null }] })
    expect(history?.versions.map((version) => version.observed_at)).toEqual([at(30), at(20), at(0)])
  })

  it('has no versions for benchmarks or schema changes', async () => {
    const many = (more: Record<string, unknown>) =>
      Array.from({ length: 20 }, (_, nr) => exampleModel(`a/m${nr}`, more))
    await syncAt(0, ...many({ supported_voices: undefined }))
    await syncAt(10, ...many({ supported_voices: ['nova'] }))
    await syncAt(20, ...many({ supported_voices: ['nova'], benchmarks: { design_arena: [] } }))
    expect((await historyOf('a/m3'))?.versions.map(({ observed_at: when, changes }) => [when, changes.length])).toEqual(
      [
        [at(10), 0],
        [at(0), 1],
      ],
    )
  })

  it('is null for an unknown or invalid id', async () => {
    await syncAt(0, other)
    for (const id of ['a/nobody', '', 'a\0/b', 'constructor']) expect(await historyOf(id)).toBeNull()
  })

  it('has only the name of a model from an older program', async () => {
    await fixture.db.query("INSERT INTO ai_models (id, removed_at) VALUES ('old/one', now())")
    expect(await historyOf('old/one')).toMatchObject({
      name: 'old/one',
      present: false,
      first_seen: null,
      last_seen: null,
      gaps: [],
      versions: [],
    })
  })
})
