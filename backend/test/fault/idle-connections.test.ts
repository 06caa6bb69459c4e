import { afterAll, beforeAll, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../contract/helpers/http-app.js'
import { heldBytes } from '../helpers/garbage.js'
import { descriptorsHere, startManyClients, type ManyClients } from '../helpers/many-clients.js'
import { until } from '../helpers/test-app.js'

/** 10,000 connections need `ulimit -Hn` of at least 10,300. With less, fewer are opened, as the name of the test shows. */
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

const connections = (): Promise<number> =>
  new Promise((resolve, reject) =>
    app.app.server.getConnections((error, open) => (error ? reject(error) : resolve(open))),
  )

/** Retained bytes with all connections open, and after they were closed. */
async function openAll(): Promise<{ open: number; gone: number }> {
  held = startManyClients(Number(new URL(app.url).port), count)
  await held.until(({ open }) => open === count)
  await until(async () => (await connections()) >= count)
  const open = heldBytes()
  for (const path of ['/api/models', '/livez', '/api/models?limit=3']) expect((await app.send(path)).status).toBe(200)
  expect(held.latest().open).toBe(count)
  await held.end()
  await until(async () => (await connections()) === 0)
  return { open, gone: heldBytes() }
}

it(`${count} idle connections cost less than 16 KB each, release their memory, and do not affect other clients`, async () => {
  const before = heldBytes()
  const first = await openAll()
  expect((first.open - before) / count).toBeLessThan(16 * 1024)
  const second = await openAll() // Node keeps parsers for the next ones, once
  // On a busy machine some of them are let go later.
  await expect
    .poll(() => Math.min(second.gone, heldBytes()) - first.gone, { timeout: 30_000 })
    .toBeLessThan(4 * 1024 ** 2)
}, 120_000)
