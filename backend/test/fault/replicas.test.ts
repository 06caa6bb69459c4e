import { describe, expect, it } from 'vitest'
import { havePgBouncer, noPgBouncer } from '../helpers/pgbouncer.js'
import { manyReplicas } from './helpers/many-replicas.js'

describe('ten processes on one PostgreSQL', () => {
  it('ask upstream once an interval in all, and all serve each new catalogue under one ETag', async () => {
    const { asked, mayAsk, wrong } = await manyReplicas({ replicas: 10, syncs: 3, intervalSeconds: 5 })
    expect(wrong).toEqual([])
    expect(asked).toBeLessThanOrEqual(mayAsk)
  }, 180_000)

  it('do so where NOTIFY is not heard, behind PgBouncer in transaction mode: by polling', async (context) => {
    context.skip(!havePgBouncer, noPgBouncer)
    const { asked, mayAsk, wrong } = await manyReplicas({ replicas: 3, syncs: 2, intervalSeconds: 5, pgBouncer: true })
    expect(wrong).toEqual([])
    expect(asked).toBeLessThanOrEqual(mayAsk)
  }, 180_000)
})
