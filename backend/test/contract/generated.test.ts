import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exampleModel, exampleModels, startFakeUpstream, type FakeUpstream } from '../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../helpers/postgres.js'
import { until } from '../helpers/test-app.js'
import { createJudge } from './helpers/contract-judge.js'
import { operations } from './helpers/contract.js'
import { requestsOf } from './helpers/generated-requests.js'
import { asAdmin, startHttpApp, type HttpApp } from './helpers/http-app.js'

/** Minutes for all operations together. `npm run judge` sets more than the few seconds of CI. */
const minutes = Number(process.env['MODELKEEP_JUDGE_MINUTES'] ?? 0)
const shortRuns = 14
const perOperationMs = (minutes * 60_000) / operations.length

let upstream: FakeUpstream
let database: TestDatabase
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream({
    models: [...exampleModels(), ...Array.from({ length: 30 }, (_, nr) => exampleModel(`example/extra-${nr}`))],
  })
  upstream.setDocument('providers', { data: [{ name: 'Example', slug: 'example' }] })
  upstream.setDocument('models/example/alpha/endpoints', {
    data: { id: 'example/alpha', endpoints: [{ name: 'Example | alpha' }] },
  })
  database = await createTestDatabase()
  app = await startHttpApp({
    DATABASE_URL: database.url,
    OPENROUTER_BASE_URL: upstream.url,
    TRUSTED_PROXIES: '127.0.0.1',
  })
  await until(() => app.app.sync.db.status().state === 'connected')
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs')).length > 0)
  await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
})
afterAll(async () => {
  await app?.stop()
  await upstream?.close()
  await database?.drop()
})

const judge = createJudge()
let sent = 0

describe.each(operations)('$method $path', (operation) => {
  it(
    'responds as documented, and never with a 5xx, to valid and invalid requests',
    { timeout: 60_000 + perOperationMs * 2 },
    async () => {
      const before = sent
      const long = { numRuns: 1_000_000, interruptAfterTimeLimit: perOperationMs, markInterruptAsFailure: false }
      await fc.assert(
        fc.asyncProperty(requestsOf(operation), async (request) => {
          sent++
          const response = await app.send(request)
          expect(
            judge(operation, request, response),
            `${request.method} ${request.path} (wrong: ${request.wrong}) responded ${response.status}`,
          ).toEqual([])
        }),
        minutes > 0 ? long : { numRuns: shortRuns },
      )
      expect(sent - before).toBeGreaterThanOrEqual(minutes > 0 ? 1 : shortRuns)
    },
  )
})

afterAll(() => {
  if (minutes > 0) process.stdout.write(`${sent} requests generated from the contract were checked\n`)
})
