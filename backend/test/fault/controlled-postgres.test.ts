import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startControlledPostgres, type ControlledPostgres } from '../helpers/controlled-postgres.js'
import { query } from '../helpers/query.js'
import { whyNoSmallDisk } from '../helpers/small-disk.js'

let server: ControlledPostgres
beforeAll(async () => {
  server = await startControlledPostgres({ maxConnections: 12 })
  await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
})
afterAll(() => server.close())

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  )
}

describe('the controlled PostgreSQL', () => {
  it('can be frozen and thawed', async () => {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    await server.freeze()
    const pending = client.query('SELECT answer FROM kept')
    let settled = false
    void pending.then(() => {
      settled = true
    })
    const other = new pg.Client({ connectionString: server.url, connectionTimeoutMillis: 200 })
    other.on('error', () => {})
    await expect(other.connect()).rejects.toThrow(/timeout/)
    expect(settled).toBe(false)
    await server.thaw()
    expect((await pending).rows).toEqual([{ answer: 42 }])
    await client.end()
  })

  it('can be killed with all its processes, and restarted on the same port with committed data', async () => {
    await server.kill()
    expect(await server.pids()).toEqual([])
    expect(await codeOf(query(server.url, 'SELECT 1'))).toBe('ECONNREFUSED')
    await server.start()
    expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  it('can be stopped cleanly and started again', async () => {
    await server.stop()
    expect(await codeOf(query(server.url, 'SELECT 1'))).toBe('ECONNREFUSED')
    await server.start()
    expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  it('can end all connections', async () => {
    const client = new pg.Client({ connectionString: server.url })
    const ended = new Promise((resolve) => client.on('error', resolve))
    await client.connect()
    expect(await server.terminateBackends()).toBe(1)
    expect(await ended).toMatchObject({ code: '57P01' })
  })

  it('can keep all connections in use, also freed ones, until they are released', async () => {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    const held = await server.exhaustConnections()
    expect(held.count()).toBe(8)
    expect(await codeOf(query(server.url, 'SELECT 1'))).toBe('53300')
    await client.end()
    await expect.poll(() => held.count()).toBe(9)
    await held.release()
    await expect.poll(() => codeOf(query(server.url, 'SELECT 1'))).toBe('no error')
  })

  it('can have a full disk, and space again', async ({ skip }) => {
    const why = await whyNoSmallDisk()
    skip(why !== null, why ?? '')
    const small = await startControlledPostgres({ diskMb: 96 })
    try {
      await query(small.url, 'CREATE TABLE much (text text)')
      await small.fillDisk()
      const fill = 'INSERT INTO much SELECT repeat(md5(n::text), 100) FROM generate_series(1, 5000) AS n'
      expect(await codeOf(query(small.url, fill))).toMatch(/^(53100|ECONNRESET|57P0\d|Error: Connection terminated)/)
      await small.freeDisk()
      await expect.poll(() => codeOf(query(small.url, fill)), { timeout: 20_000 }).toBe('no error')
    } finally {
      await small.close()
    }
  })
})
