import { afterAll, beforeAll, expect, it } from 'vitest'
import { sync } from '../../../src/sync/sync.js'
import { enqueueChanges } from '../../../src/watches/events/enqueue-changes.js'
import { insertWatch } from '../../../src/watches/queries/watch-rows.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'
import { watchRow } from './helpers/watch-row.js'

const watches = 50
const models = 2_500

let fixture: SyncFixture
beforeAll(async () => {
  fixture = await createSyncFixture()
})
afterAll(() => fixture.close())

const list = (price: string) =>
  Array.from({ length: models }, (_, nr) =>
    exampleModel(`a/m${nr}`, { pricing: { prompt: price, completion: `${price}1` } }),
  )

it('a sync of 5,000 changes enqueues all of them, in order, for 50 watches', async () => {
  const ctx = { ...fixture.ctx, onNews: enqueueChanges }
  fixture.setUpstream(list('0.1'))
  await sync(ctx, { skipIfAttemptedSince: null })
  for (let nr = 0; nr < watches; nr++) await insertWatch(fixture.db, watchRow(`watch ${nr}`))
  await fixture.clock.advance(60_000)
  fixture.setUpstream(list('0.2'))
  expect(await sync(ctx, { skipIfAttemptedSince: null })).toMatchObject({ status: 'applied' })
  const rows = await fixture.db.query<{ events: number; in_order: boolean }>(
    `SELECT count(*)::integer AS events, bool_and(seq > before) IS NOT FALSE AS in_order
     FROM (
       SELECT watch_id, (item #>> '{change,seq}')::integer AS seq,
         lag((item #>> '{change,seq}')::integer) OVER (PARTITION BY watch_id ORDER BY id) AS before
       FROM watch_events
     ) AS events
     GROUP BY watch_id`,
  )
  expect(rows).toEqual(Array.from({ length: watches }, () => ({ events: 2 * models, in_order: true })))
}, 120_000)
