// Programs of schema 8 stored quarantined documents of mirrors in a table of their own, compressed with gzip.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { contentHash } from '../../../src/catalogue/content.js'
import type { Database } from '../../../src/postgres/database.js'
import { insertQuarantined, listQuarantined, readQuarantined } from '../../../src/postgres/queries/quarantine.js'
import { olderProgram } from '../../helpers/older-program.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { connect } from '../../helpers/sync-fixture.js'
import { priceMap } from './helpers/mirror-fixture.js'

const shrunk = 'it has 100 entries instead of 200; more than MAX_SHRINK_PERCENT, 20 %, are gone'
const grown = 'it has 900 entries instead of 200; more than MAX_GROWTH_PERCENT, 100 %, are new'
const [first, second] = ['2026-07-01T00:00:00.000Z', '2026-07-02T00:00:00.000Z']

let database: TestDatabase
let dir: string
let older: Database
const open: Database[] = []
beforeEach(async () => {
  database = await createTestDatabase()
  dir = await mkdtemp(join(tmpdir(), 'modelkeep-schema-'))
  older = await connect(database.url, await olderProgram(8, dir))
  open.push(older)
  await older.query(`INSERT INTO mirror_sources (source) VALUES ('litellm'), ('models.dev')`)
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((db) => db.close()))
  await database.drop()
  await rm(dir, { recursive: true, force: true })
})

const documentOf = (entries: number): Buffer => Buffer.from(JSON.stringify(priceMap(entries)))

async function quarantineAsBefore(source: string, observedAt: string, reason: string, body: Buffer): Promise<void> {
  await older.query(
    'INSERT INTO mirror_quarantine (source, hash, observed_at, reason, body) VALUES ($1, $2, $3, $4, $5)',
    [source, contentHash(body), observedAt, reason, gzipSync(body)],
  )
}

async function upgraded(): Promise<Database> {
  const db = await connect(database.url)
  open.push(db)
  expect(await db.query(`SELECT to_regclass('mirror_quarantine') AS found`)).toEqual([{ found: null }])
  return db
}

it('an upgrade from schema 8 moves quarantined documents of mirrors to the quarantine', async () => {
  await quarantineAsBefore('litellm', first, shrunk, documentOf(100))
  await quarantineAsBefore('models.dev', second, grown, documentOf(900))
  const db = await upgraded()
  const seen = (at: string) => ({ observed_at: at, last_observed_at: at, times: 1, model_id: null, approved_at: null })
  const listed = await listQuarantined(db)
  expect(listed).toMatchObject([
    { ...seen(second), source: 'models.dev', reason: 'grown', detail: grown, bytes: documentOf(900).length },
    { ...seen(first), source: 'litellm', reason: 'shrunk', detail: shrunk, bytes: documentOf(100).length },
  ])
  const bodies = await Promise.all(listed.map(async ({ id }) => (await readQuarantined(db, id))?.body))
  expect(bodies).toEqual([documentOf(900), documentOf(100)])
})

it('an upgrade from schema 8 keeps what the quarantine knows of a document', async () => {
  const body = documentOf(100)
  await quarantineAsBefore('litellm', first, shrunk, body)
  const known = { reason: 'shrunk', detail: shrunk, scope: 'litellm', modelId: null, lossHash: null } as const
  await older.transaction((tx) =>
    insertQuarantined(tx, { ...known, payloadHash: contentHash(body), observedAt: Date.parse(second), body }),
  )
  const db = await upgraded()
  expect(await listQuarantined(db)).toMatchObject([{ observed_at: second, last_observed_at: second, times: 1 }])
})

it('an upgrade from schema 8 without quarantined documents only drops the table', async () => {
  const db = await upgraded()
  expect(await listQuarantined(db)).toEqual([])
})
