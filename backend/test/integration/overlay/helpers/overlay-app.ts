import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asAdmin, startHttpApp, type HttpApp } from '../../../contract/helpers/http-app.js'
import { createFakeClock, type FakeClock } from '../../../helpers/fake-clock.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../../helpers/postgres.js'
import { until } from '../../../helpers/test-app.js'

export const start = Date.parse('2026-03-01T00:00:00Z')
export const day = 86_400_000
export const at = (days: number): string => new Date(start + days * day).toISOString()
export const priced = (id: string, prompt: string, more: object = {}): Record<string, unknown> =>
  exampleModel(id, { pricing: { prompt, completion: '0.1' }, ...more })

/** The program with an overlay, and all that it depends on. */
export interface OverlayApp extends HttpApp {
  clock: FakeClock
  upstream: FakeUpstream
  database: TestDatabase | null
  file: string
  write(overlay: unknown): Promise<void>
  /** Writes the file, and reads it as on SIGHUP. Resolves when the new overlay is served. */
  reload(overlay: unknown): Promise<void>
  get<T>(path: string): Promise<T>
  /** Moves the clock, and lets everything happen that is due by then. */
  setDay(days: number): Promise<void>
  /** Upstream publishes these models, so many days after the start. */
  syncAt(days: number, models: unknown[]): Promise<void>
}

interface Options {
  models: unknown[]
  overlay: unknown
  hasDatabase?: boolean
  env?: Record<string, string>
}

export async function startOverlayApp({ models, overlay, hasDatabase = true, env = {} }: Options): Promise<OverlayApp> {
  const dir = await mkdtemp(join(tmpdir(), 'modelkeep-overlay-'))
  const file = join(dir, 'own.json')
  const write = (content: unknown): Promise<void> =>
    writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  await write(overlay)
  const clock = createFakeClock(start)
  const upstream = await startFakeUpstream({ models })
  const database = hasDatabase ? await createTestDatabase() : null
  const app = await startHttpApp(
    {
      DATABASE_URL: database?.url ?? 'off',
      OPENROUTER_BASE_URL: upstream.url,
      OVERLAY_FILE: file,
      MAX_SHRINK_PERCENT: '100',
      MAX_GROWTH_PERCENT: '10000',
      ...env,
    },
    { clock },
  )
  if (hasDatabase)
    await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
  const { events } = app.app
  const stop = app.stop.bind(app)
  return Object.assign(app, {
    clock,
    upstream,
    database,
    file,
    write,
    reload: async (content: unknown) => {
      await write(content)
      const served = new Promise<void>((resolve) => events.once('snapshot', () => resolve()))
      await app.app.reloadOverlay!()
      await served
    },
    get: async <T>(path: string) => (await app.send(path)).json<T>(),
    setDay: async (days: number) => {
      clock.set(start + days * day)
      await clock.advance(0)
    },
    syncAt: async (days: number, published: unknown[]) => {
      clock.set(start + days * day)
      upstream.setModels(published)
      const { status } = await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
      if (status !== 200) throw new Error(`the refresh ended with ${status}`)
    },
    stop: async () => {
      await stop()
      await upstream.close()
      await database?.drop()
      await rm(dir, { recursive: true, force: true })
    },
  })
}
