import { describe, expect, inject, it } from 'vitest'
import { createTestDatabase, withDatabase } from '../../helpers/postgres.js'
import { query } from '../../helpers/query.js'

const existing = async (name: unknown): Promise<unknown[]> =>
  query(inject('postgresUrl'), `SELECT datname FROM pg_database WHERE datname = '${String(name)}'`)

describe('a test database', () => {
  it('is new and empty', async () => {
    await withDatabase(async (first) => {
      await query(first, 'CREATE TABLE mine (a int)')
      await withDatabase(async (second) => {
        expect(await query(second, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).toEqual([])
      })
    })
  })

  it('is dropped while a client is connected', async () => {
    const { url, drop } = await createTestDatabase()
    const [row] = await query(url, 'SELECT current_database() AS name')
    const asleep = query(url, 'SELECT pg_sleep(60)').catch(String)
    await expect
      .poll(() => query(url, "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'"))
      .toHaveLength(1)
    await drop()
    await drop()
    expect(await asleep).toContain('terminating connection')
    expect(await existing(row?.['name'])).toEqual([])
  })

  it('is dropped if the test failed', async () => {
    let name: unknown
    const failing = withDatabase(async (url) => {
      const [row] = await query(url, 'SELECT current_database() AS name')
      name = row?.['name']
      throw new Error('the test failed')
    })
    await expect(failing).rejects.toThrow('the test failed')
    expect(await existing(name)).toEqual([])
  })
})
