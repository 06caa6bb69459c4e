import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../helpers/test-app.js'

const html =
  '<!doctype html><html lang="en"><head><title>API</title><script src="/docs/viewer-abc.js"></script></head><body></body></html>'
const code = `export const viewer = '${'x'.repeat(4_000)}'`

let folder: string
let app: TestApp

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelkeep-docs-'))
  app = await startTestApp({}, { pageDir: folder })
})
afterAll(async () => {
  await app?.stop()
  await rm(folder, { recursive: true, force: true })
})

const build = async (): Promise<void> => {
  await mkdir(join(folder, 'docs'))
  await writeFile(join(folder, 'docs/index.html'), html)
  await writeFile(join(folder, 'docs/viewer-abc.js'), code)
  await writeFile(join(folder, 'docs/viewer-abc.js.br'), brotliCompressSync(code))
  await writeFile(join(folder, 'docs/viewer-abc.js.gz'), gzipSync(code))
}

describe('/docs', () => {
  // These tests run in order: files that are built after the start are served from then on.
  it('says that the viewer is not built', async () => {
    const response = await app.fetch('/docs')
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('npm run build') as unknown })
  })

  it('is read on request, not at the start, with and without a trailing slash', async () => {
    await build()
    for (const path of ['/docs', '/docs/', '/docs?x=1']) {
      const response = await app.fetch(path)
      expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ])
      expect(await response.text()).toBe(html)
    }
  })

  it('may load only its own files and call only its own service', async () => {
    const policy = (await app.fetch('/docs')).headers.get('content-security-policy') ?? ''
    expect(policy.split(';')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
  })

  it.each([
    ['br', brotliCompressSync(code).length],
    ['gzip', gzipSync(code).length],
    ['identity', code.length],
  ] as const)('serves its precompressed files as immutable: %s', async (encoding, length) => {
    const response = await app.fetch('/docs/viewer-abc.js', { headers: { 'accept-encoding': encoding } })
    expect([response.status, response.headers.get('content-type'), response.headers.get('content-length')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      String(length),
    ])
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('content-encoding') ?? 'identity').toBe(encoding)
    expect(await response.text()).toBe(code)
    const again = await app.fetch('/docs/viewer-abc.js', {
      headers: { 'accept-encoding': encoding, 'if-none-match': response.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
  })

  it('serves no other file on the disk', async () => {
    await writeFile(join(folder, 'secret.js'), 'no')
    for (const name of [
      'viewer-abc.js.br',
      'nothing.js',
      '..%2Fsecret.js',
      '%2e%2e%2fsecret.js',
      '..\\secret.js',
      'index.html',
      '%00',
      '__proto__',
      'a/b.js',
    ]) {
      expect((await app.fetch(`/docs/${name}`)).status, name).toBe(404)
    }
  })

  it('supports HEAD, and rejects other methods', async () => {
    expect((await app.fetch('/docs', { method: 'HEAD' })).headers.get('content-length')).toBe(String(html.length))
    const refused = await app.fetch('/docs', { method: 'POST' })
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })
})

describe('/llms.txt', () => {
  it('describes the service and its routes for agents, in plain text', async () => {
    const response = await app.fetch('/llms.txt')
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
    const text = await response.text()
    expect(text).toMatch(/^# Modelkeep\n\n> /)
    for (const route of [
      'GET /api/models',
      'GET /api/models/{id}/history',
      'GET /api/changes',
      'GET /api/diff',
      'GET /api/facets',
    ])
      expect(text).toContain(`\`${route}\``)
    for (const name of ['q', 'supported_parameters', 'min_price', 'free', 'ids', 'as_of'])
      expect(text).toContain(`- \`${name}\`: `)
    expect(text.length).toBeLessThan(24_000) // some 6,000 tokens
  })

  it('shows example requests that work', async () => {
    const text = await (await app.fetch('/llms.txt')).text()
    const examples = [...text.matchAll(/^- .*: `GET (\/api\/\S+)`$/gm)].map(([, path]) => path ?? '')
    expect(examples.length).toBeGreaterThan(5)
    for (const path of examples)
      expect([path, (await app.fetch(path)).status]).toEqual([
        path,
        expect.toSatisfy(
          (status) => status === 200 || (status === 503 && /as_of|changes|diff|history|price-stability/.test(path)),
        ),
      ])
  })
})
