import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { check, readCatalogues } from '../../../src/cli/source/check-models.js'
import { localSource } from '../../../src/cli/source/local-source.js'
import { readConfig } from '../../../src/config.js'
import { hashEntries } from '../../../src/mirrors/hash-entries.js'
import { createMirrorFiles } from '../../../src/mirrors/mirror-files.js'
import { systemClock } from '../../../src/lib/clock.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'

let dataDir: string
let upstream: FakeUpstream

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-local-'))
  upstream = await startFakeUpstream({ models: [exampleModel('a/one'), exampleModel('a/two')] })
  const document = { 'openrouter/a/one': { mode: 'chat', deprecation_date: '2030-01-01' } }
  const { hashes } = await hashEntries([{ key: 'openrouter/a/one', value: document['openrouter/a/one'] }])
  const catalogue = { source: 'litellm', document, hashes, changedAt: 1, etag: null, lastModified: null } as const
  await createMirrorFiles(dataDir).save({ catalogue, confirmedAt: 1 })
})
afterAll(async () => {
  await upstream.close()
  await rm(dataDir, { recursive: true, force: true })
})

async function findingsOf(env: Record<string, string>) {
  const config = readConfig({ DATABASE_URL: 'off', DATA_DIR: dataDir, OPENROUTER_BASE_URL: upstream.url, ...env })
  const openDatabase = () => Promise.reject(new Error('there is none'))
  const source = localSource({ config, clock: systemClock, openDatabase, say: () => {} })
  const catalogues = await readCatalogues(source, {}, { needsHistory: false, say: () => {} })
  await source.close()
  return check(['a/one', 'a/two'], catalogues, {}, Date.parse('2029-12-25T00:00:00Z')).map(({ findings }) => findings)
}

it('a check without a service hears what a stored copy of LiteLLM announces', async () => {
  expect(await findingsOf({ MIRROR: 'litellm' })).toMatchObject([
    [{ kind: 'expiring', expiration_date: '2030-01-01', days: 7, statements: [{ source: 'litellm' }] }],
    [],
  ])
})

it('a copy of a catalogue that is no longer mirrored counts for nothing', async () => {
  expect(await findingsOf({})).toEqual([[], []])
})
