import { afterAll, beforeAll, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../contract/helpers/http-app.js'
import { descriptorsHere, heldBytes, startManyClients, type ManyClients } from '../helpers/many-clients.js'
import { until } from '../helpers/test-app.js'

/** 10,000 need `ulimit -Hn` of 10,300 or more; with less it is tried with what there is, and the name of the test says so. */
const count = Math.min(10_000, descriptorsHere() - 300)

let app: HttpApp
let held: ManyClients | undefined
beforeAll(async () => {
  app = await startHttpApp()
  await app.send('/livez')
})
afterAll(async () => {
  await held?.end()
  await app?.stop()
})

const connections = (): Promise<number> => new Promise((resolve, reject) => app.app.server.getConnections((error, open) => (error ? reject(error) : resolve(open))))

it(`${count} connections that ask for nothing cost less than 16 KB each, and the others are served`, async () => {
  const before = heldBytes()
  held = startManyClients(Number(new URL(app.url).port), count)
  await held.until(({ open }) => open === count)
  await until(async () => (await connections()) >= count)
  expect((heldBytes() - before) / count).toBeLessThan(16 * 1024)
  for (const path of ['/api/models', '/livez', '/api/models?limit=3', '/nowhere']) expect((await app.send(path)).status).toBe(path === '/nowhere' ? 404 : 200)
  expect(held.latest().open).toBe(count)
  await held.end()
  await until(async () => (await connections()) === 0)
  expect(heldBytes() - before).toBeLessThan(16 * 1024 ** 2)
}, 60_000)
