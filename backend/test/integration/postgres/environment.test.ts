import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { databaseForCommand } from '../../../src/cli/database.js'
import { readConfig } from '../../../src/config.js'
import { createLogger } from '../../../src/observe/logger.js'
import { startTestApp } from '../../helpers/test-app.js'

const foreign = {
  PGSSLMODE: 'require',
  PGOPTIONS: '-c search_path=nowhere',
  PGUSER: 'stranger',
  PGSSLNEGOTIATION: 'direct',
}
let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-environment-'))
  Object.assign(process.env, foreign)
})
afterEach(async () => {
  for (const name of Object.keys(foreign)) delete process.env[name]
  await rm(dataDir, { recursive: true, force: true })
})

it('the program and its commands use the embedded database whatever the PG* variables are', async () => {
  const env = { DATABASE_URL: undefined, DATA_DIR: dataDir }
  const service = await startTestApp(env)
  try {
    await expect.poll(() => service.app.sync.db.status(), { timeout: 20_000 }).toMatchObject({ state: 'connected' })
    const command = await databaseForCommand(readConfig(env), createLogger({ level: 'silent', terminal: false }))
    expect(await command.query(`SELECT current_schema()::text AS schema`)).toEqual([{ schema: 'public' }])
    await command.close()
  } finally {
    await service.stop()
  }
})
