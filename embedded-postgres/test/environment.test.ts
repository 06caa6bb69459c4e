import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isolatedClient } from '../src/isolated-client.js'
import { findRunning } from '../src/running.js'
import { startEmbedded } from '../src/server.js'

/** What a user has set for another server. Each of them alone breaks or changes a connection of the driver. */
const foreign = {
  PGSSLMODE: 'require',
  PGSSLNEGOTIATION: 'direct',
  PGOPTIONS: '-c search_path=nowhere -c no.such=setting -c default_transaction_read_only=on',
  PGHOST: 'db.example.com',
  PGPORT: '1',
  PGUSER: 'stranger',
  PGPASSWORD: 'wrong',
  PGDATABASE: 'nothing',
  PGCLIENT_ENCODING: 'LATIN1',
  PGREPLICATION: 'database',
  PGDATA: '/nonexistent',
  PGAPPNAME: 'stranger',
}
const quiet = { info: () => {}, warn: () => {}, debug: () => {} }
let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-environment-'))
  Object.assign(process.env, foreign)
})
afterEach(async () => {
  for (const name of Object.keys(foreign)) delete process.env[name]
  await rm(dataDir, { recursive: true, force: true })
})

it('the server and its clients ignore PG* variables, which stay as they are', async () => {
  const server = await startEmbedded({ dataDir, log: quiet })
  try {
    expect(await findRunning(dataDir)).toMatchObject({ url: server.url })
    const client = new (isolatedClient(pg.Client))(server.url)
    await client.connect()
    const { rows } = await client.query(
      `SELECT current_setting('search_path') AS path, current_setting('client_encoding') AS encoding,
         current_setting('default_transaction_read_only') AS read_only`,
    )
    expect(rows).toEqual([{ path: '"$user", public', encoding: 'UTF8', read_only: 'off' }])
    await client.end()
  } finally {
    await server.stop()
  }
  expect(process.env).toMatchObject(foreign)
})
