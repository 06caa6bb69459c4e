import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { systemClock } from '../../../src/lib/clock.js'
import { closeServer } from '../../../src/http/close-server.js'
import { startHttpApp } from '../../contract/helpers/http-app.js'
import { startFakeUpstream } from '../../helpers/fake-upstream.js'

it('completes requests in progress when it closes, and then ends the remaining connections', async () => {
  const upstream = await startFakeUpstream()
  let release = (): void => {}
  upstream.fault({ kind: 'hold', until: new Promise((resolve) => (release = resolve)) })
  const app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url }, { started: false })
  await app.send('/livez') // loads the routes, which may take longer than the grace
  const started = app.app.start()
  const client = connect(Number(new URL(app.url).port), '127.0.0.1')
  client.write('GET /api/models/count HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n')
  await once(app.app.server, 'request')
  const closed = closeServer(app.app.server, systemClock)
  const response = once(client, 'data') as Promise<Buffer[]>
  release()
  expect(String((await response)[0])).toMatch(/^HTTP\/1\.1 200 [\s\S]*{"data":{"count":3}}$/)
  await closed
  expect(app.app.server.listening).toBe(false)
  await started
  await app.stop()
  await upstream.close()
})

it('answers a request that an idle connection sends just as the server stops, and asks it to reconnect', async () => {
  const app = await startHttpApp()
  const client = connect(Number(new URL(app.url).port), '127.0.0.1')
  const ask = async (): Promise<string> => {
    client.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n')
    return String(((await once(client, 'data')) as Buffer[])[0])
  }
  expect(await ask()).toContain('Connection: keep-alive')
  const stopped = app.stop()
  expect(await ask()).toContain('Connection: close')
  await stopped
})
