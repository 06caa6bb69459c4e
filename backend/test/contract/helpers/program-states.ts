import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Quarantined } from '@modelkeep/catalog/contract/quarantine'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, exampleModels, startFakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'
import { createBrokenServer } from './broken-server.js'
import type { Case, ProgramState } from './cases.js'
import { asAdmin, listen, startHttpApp, type HttpApp } from './http-app.js'
import { send, type ReceivedResponse } from './http-client.js'
import { advanceUntilSettled } from './advance-until.js'

export interface ProgramStates {
  send(wanted: Case): Promise<ReceivedResponse>
  close(): Promise<void>
}

const nowhere = 'postgres://nobody@127.0.0.1:1/none'
const models = [...exampleModels(), ...Array.from({ length: 30 }, (_, nr) => exampleModel(`example/extra-${nr}`))]
const setUpstream: Readonly<Record<string, unknown[]>> = {
  shrunk: exampleModels(),
  broken_model: [...models.slice(0, -1), { ...models.at(-1), name: 5 }],
}

/** So that the responses with own prices are checked, too. */
const overlay = {
  models: [{ id: 'acme/private', name: 'Acme Private', pricing: { prompt: '0.000001', completion: '0.000002' } }],
  prices: [{ id: 'example/alpha', pricing: { prompt: '0.000003', completion: '0.000004' }, from: '2026-01-01' }],
}

/** Programs in every state that the documented responses need, each started once. */
export async function startProgramStates(): Promise<ProgramStates> {
  const upstream = await startFakeUpstream({ models })
  upstream.setDocument('providers', { data: [{ name: 'Example', slug: 'example', extra: 1 }] })
  upstream.setDocument('models/example/alpha/endpoints', {
    data: { id: 'example/alpha', endpoints: [{ name: 'Example | alpha' }] },
  })
  const other = await startFakeUpstream({ models }) // without documents
  const [database, leasedDatabase] = [await createTestDatabase(), await createTestDatabase()]
  const clock = createFakeClock()
  const ownDir = await mkdtemp(join(tmpdir(), 'modelkeep-overlay-'))
  await writeFile(join(ownDir, 'own.json'), JSON.stringify(overlay))
  const running = await startHttpApp({
    TRUSTED_PROXIES: '127.0.0.1',
    DATABASE_URL: database.url,
    OPENROUTER_BASE_URL: upstream.url,
    MAX_GROWTH_PERCENT: '1000000',
    WEBHOOK_ALLOW: '127.0.0.1',
    OVERLAY_FILE: join(ownDir, 'own.json'),
  })
  const leased = await startHttpApp({ DATABASE_URL: leasedDatabase.url, OPENROUTER_BASE_URL: other.url }, { clock })
  const limited = await startHttpApp(
    { RATE_LIMIT: '1', RATE_LIMIT_BURST: '1', OPENROUTER_BASE_URL: upstream.url },
    { clock: createFakeClock() },
  ) // the clock stands still: no quota is restored
  await limited.send('/api/facets')
  const startingClock = createFakeClock()
  const starting = await startHttpApp({}, { started: false, clock: startingClock })
  const away = await startHttpApp({ DATABASE_URL: nowhere })
  const closed = await startHttpApp({ ADMIN_TOKEN: undefined })
  const { server: broken } = createBrokenServer()
  const brokenUrl = await listen(broken)
  await until(
    () => running.app.sync.db.status().state === 'connected' && leased.app.sync.db.status().state === 'connected',
  )
  await until(async () => (await syncsOf(running)) > 0 && (await syncsOf(leased)) > 0)
  await leased.app.sync.db.query(
    "UPDATE catalog_lease SET holder = 'another replica', expires_at = now() + interval '1 hour'",
  )

  const states: Readonly<Record<ProgramState, (wanted: Case) => Promise<ReceivedResponse>>> = {
    running: async (wanted) => running.send({ ...wanted, path: await withId(wanted.path) }),
    leased: (wanted) => advanceUntilSettled(clock, leased.send(wanted)),
    limited: (wanted) => limited.send(wanted),
    starting: (wanted) => advanceUntilSettled(startingClock, starting.send(wanted)),
    away: (wanted) => away.send(wanted),
    closed: (wanted) => closed.send(wanted),
    broken: (wanted) => send(brokenUrl, wanted),
  }

  let watches = 0
  async function withId(path: string): Promise<string> {
    const reason = /\{(\w+)\}/.exec(path)?.[1]
    if (reason === undefined) return path
    if (reason.startsWith('watch')) return path.replace(`{${reason}}`, String(await newWatch(reason)))
    upstream.setModels(setUpstream[reason] ?? [])
    await running.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
    upstream.setModels(models)
    const { data } = (await running.send({ path: '/api/quarantine', headers: asAdmin })).json<{ data: Quarantined[] }>()
    return path.replace(`{${reason}}`, String(data.find((entry) => entry.reason === reason)?.id))
  }

  async function newWatch(reason: string): Promise<number> {
    const [row] = await running.app.sync.db.query<{ id: number }>(
      `INSERT INTO watches (name, filter, milestones, grouping, destination, source)
       VALUES ($1, '{}', '{}', 'each', '{"type": "ntfy", "target": "http://127.0.0.1:9/topic"}', $2) RETURNING id`,
      [`watch ${++watches}`, reason === 'watch_of_file' ? 'file' : 'api'],
    )
    return row!.id
  }

  return {
    send: (wanted) => states[wanted.state](wanted),
    close: async () => {
      for (const app of [running, leased, limited, starting, away, closed]) await app.stop()
      broken.close()
      await Promise.all([upstream.close(), other.close()])
      await Promise.all([database.drop(), leasedDatabase.drop(), rm(ownDir, { recursive: true })])
    },
  }
}

async function syncsOf({ app }: HttpApp): Promise<number> {
  return (await app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length
}
