import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { startHttpApp } from '../../contract/helpers/http-app.js'

/** Sends many requests in one piece, and returns the status of each response. */
async function pipeline(url: string, path: string, count: number): Promise<number[]> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const request = `HEAD ${path} HTTP/1.1\r\nHost: h\r\n`
  socket.write(`${request}\r\n`.repeat(count - 1) + `${request}Connection: close\r\n\r\n`)
  let received = ''
  for await (const chunk of socket) received += String(chunk)
  return [...received.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status))
}

it('a flood of scrapes of one address waits with the work', async () => {
  const app = await startHttpApp({}, { shedsLoad: true })
  try {
    const statuses = await pipeline(app.url, '/metrics', 1_500)
    expect(statuses).toHaveLength(1_500)
    expect(statuses.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => 200))
    expect(statuses).toContain(503)
  } finally {
    await app.stop()
  }
})

it.each(['/livez', '/readyz', '/health'])('%s always gets a response at once', async (path) => {
  const app = await startHttpApp({}, { shedsLoad: true })
  try {
    const statuses = await pipeline(app.url, path, 1_500)
    expect(statuses).toEqual(Array.from({ length: 1_500 }, () => 200))
  } finally {
    await app.stop()
  }
})
