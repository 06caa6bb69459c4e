import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

/** A site that publishes documents, compressed and with an ETag, on a random port of 127.0.0.1. */
export interface MirrorSite {
  /** Without a slash at the end. */
  url: string
  publish(path: string, document: unknown): void
  close(): Promise<void>
}

export async function startMirrorSite(documents: Readonly<Record<string, unknown>>): Promise<MirrorSite> {
  const published = new Map(Object.entries(documents))
  const server = createServer((request, response) => {
    const document = published.get(request.url ?? '')
    if (document === undefined) return void response.writeHead(404).end()
    const body = JSON.stringify(document)
    response.setHeader('etag', `"${body.length}"`)
    if (request.headers['if-none-match'] === response.getHeader('etag')) return void response.writeHead(304).end()
    response.setHeader('content-encoding', 'gzip').end(gzipSync(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publish: (path, document) => void published.set(path, document),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
