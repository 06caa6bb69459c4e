import { rm } from 'node:fs/promises'
import type { ModelsHealth } from '@modelkeep/catalog/contract/health'
import type { Model } from '@modelkeep/catalog/model/model'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startHttpApp } from '../../contract/helpers/http-app.js'
import { at, day, priced, start, startOverlayApp, type OverlayApp } from './helpers/overlay-app.js'

const overlayOf = (prompt: string, more: object = {}) => ({
  prices: [{ id: 'a/one', pricing: { prompt, completion: '0.2' }, ...more }],
})
const models = [priced('a/one', '0.01'), priced('a/two', '0.02')]

let app: OverlayApp
beforeAll(async () => {
  app = await startOverlayApp({ models, overlay: overlayOf('0.001') })
})
afterAll(() => app.stop())

const promptOf = async (parameters = ''): Promise<string | undefined> =>
  (await app.get<{ data: Model }>(`/api/models/a/one${parameters}`)).data.pricing?.prompt
const healthOf = async (): Promise<ModelsHealth['overlay']> => (await app.get<ModelsHealth>('/health/models')).overlay

const metricOf = async (): Promise<string | undefined> =>
  /^modelkeep_overlay_rejected (\d)$/m.exec((await app.send('/metrics')).body.toString())?.[1]

describe('reading the overlay again', () => {
  beforeEach(() => app.reload(overlayOf(`0.001${Math.random().toString().slice(2, 10)}`)))

  it('replaces every response, also cached historical ones', async () => {
    app.clock.set(app.clock.now() + day)
    const paths = ['/api/models', '/api/v1/models', '/api/models?q=one', '/api/models/a/one', '/api/facets']
    const historical = [`/api/models?as_of=${at(0)}`, `/api/models/a/one?as_of=${at(0)}`]
    const cost = [`/api/cost?model=a/one&prompt_tokens=1&at=${at(0)}`, '/api/export/langfuse.json']
    const read = async () =>
      Promise.all([...paths, ...historical, ...cost].map(async (path) => (await app.send(path)).headers['etag']))
    const before = await read()
    expect(await read()).toEqual(before)
    await app.reload(overlayOf('0.5'))
    const after = await read()
    expect(after.filter((etag, nr) => etag === before[nr])).toEqual([])
    expect(await promptOf()).toBe('0.5')
    expect(await promptOf(`?as_of=${at(0)}`)).toBe('0.5')
  })

  it('moves the date and the ETag, and not the age', async () => {
    const first = await app.send('/api/models')
    app.clock.set(app.clock.now() + 60_000)
    const age = Number((await app.send('/api/models')).headers['age'])
    const conditional = { 'if-none-match': first.headers['etag']! }
    expect((await app.send({ method: 'GET', path: '/api/models', headers: conditional })).status).toBe(304)
    await app.reload(overlayOf('0.7'))
    const second = await app.send({ method: 'GET', path: '/api/models', headers: conditional })
    expect(second.status).toBe(200)
    expect(second.headers['last-modified']).toBe(new Date(app.clock.now()).toUTCString())
    expect(Number(second.headers['age'])).toBe(age)
    const since = { 'if-modified-since': first.headers['last-modified']! }
    expect((await app.send({ method: 'GET', path: '/api/models', headers: since })).status).toBe(200)
    const asOf = { method: 'GET', path: `/api/models/a/one?as_of=${at(0)}`, headers: since }
    expect((await app.send(asOf)).status).toBe(200)
    expect(second.headers['x-data-source']).toBe('upstream')
  })

  it('follows later confirmations of upstream', async () => {
    app.clock.set(app.clock.now() + 100_000)
    expect(Number((await app.send('/api/models')).headers['age'])).toBeGreaterThanOrEqual(100)
    await app.syncAt((app.clock.now() - start) / day, models)
    expect((await app.send('/api/models')).headers['age']).toBe('0')
    expect(await promptOf()).toMatch(/^0\.001/)
  })

  it('keeps the overlay when the new file is bad, and says why', async () => {
    await app.reload(overlayOf('0.3'))
    const { etag } = (await app.send('/api/models')).headers
    await app.write({ prices: [{ id: 'a/one', pricing: { prompt: 1 } }] })
    await app.app.reloadOverlay!()
    expect(await metricOf()).toBe('1')
    expect((await healthOf())!.error).toMatch(/^prices\[0\]\.pricing\.prompt: is a number/)
    expect((await app.send('/api/models')).headers['etag']).toBe(etag)
    await rm(app.file)
    await app.app.reloadOverlay!()
    expect(await healthOf()).toMatchObject({ prices: 1, error: 'there is no such file' })
    expect(await promptOf()).toBe('0.3')
    await app.reload(overlayOf('0.4'))
    expect(await metricOf()).toBe('0')
    expect(await healthOf()).toMatchObject({ error: null, loaded_at: new Date(app.clock.now()).toISOString() })
    expect(await promptOf()).toBe('0.4')
  })

  it('keeps the cache when the file is the same', async () => {
    await app.reload(overlayOf('0.6'))
    await app.send('/api/models?q=two')
    await app.app.reloadOverlay!()
    expect((await app.send('/api/models?q=two')).headers['cache-status']).toContain('hit')
  })

  it('logs an error that names the file, and counts what it holds', async () => {
    const logged: { models: number; prices: number; error: string | null }[] = []
    app.app.events.on('overlay', (event) => logged.push(event))
    await app.write('{')
    await app.app.reloadOverlay!()
    expect(logged[0]).toMatchObject({ models: 0, prices: 1 })
    expect(logged[0]!.error).toMatch(/^OVERLAY_FILE .*own\.json cannot be used:\n {2}- line 1: not valid JSON/)
  })

  it('warns once of ids that the catalogue does not list', async () => {
    const warnings: string[] = []
    app.app.events.on('overlay_warnings', (found) => warnings.push(...found))
    await app.reload({ prices: [{ id: 'a/typo', pricing: { prompt: '1' } }] })
    await app.syncAt((app.clock.now() - start) / day + 1, [...models, priced('a/three', '1')])
    expect(warnings).toEqual(['The overlay has a price of a/typo, which the catalogue does not list.'])
    await app.syncAt((app.clock.now() - start) / day + 1, models)
  })
})

describe('a period that begins or ends', () => {
  it('changes what is served, at its time', async () => {
    const now = app.clock.now()
    const [from, to] = [now + 10_000, now + 20_000].map((time) => new Date(time).toISOString())
    await app.reload(overlayOf('0.9', { from, to }))
    const read = async () => {
      const { headers } = await app.send('/api/models/a/one')
      return [await promptOf(), headers['last-modified']]
    }
    expect((await read())[0]).toBe('0.01')
    const pass = async (ms: number): Promise<void> => {
      const served = new Promise((resolve) => app.app.events.once('snapshot', resolve))
      await app.clock.advance(ms)
      await served
    }
    await pass(10_000)
    expect(await read()).toEqual(['0.9', new Date(now + 10_000).toUTCString()])
    await pass(10_000)
    expect(await read()).toEqual(['0.01', new Date(now + 20_000).toUTCString()])
  })
})

describe('the start', () => {
  it.each([
    [
      'a missing file',
      '/nonexistent/own.json',
      /OVERLAY_FILE \/nonexistent\/own\.json cannot be used:\n {2}- there is no such file/,
    ],
    ['a folder', '/', /the file cannot be read \(EISDIR\)/],
  ])('fails with %s, and says why', async (_, file, message) => {
    await expect(startHttpApp({ OVERLAY_FILE: file })).rejects.toThrow(message)
  })

  it('has nothing to reload without OVERLAY_FILE', async () => {
    const plain = await startHttpApp()
    expect(plain.app.reloadOverlay).toBeNull()
    expect((await (await fetch(`${plain.url}/health/models`)).json()) as object).toMatchObject({ overlay: null })
    await plain.stop()
  })
})
