import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { startTestApp, type TestApp } from '../../helpers/test-app.js'

const script = "document.documentElement.className = 'dark'"
const style = 'body { margin: 0 }'
const html = `<!doctype html><html lang="en"><head><title>Page</title><script>${script}</script><style>${style}</style><script type="module" src="/assets/app-abc.js"></script></head><body><!--${'x'.repeat(1_500)}--></body></html>`
const code = `export const text = '${'x'.repeat(4_000)}'`
const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

let folder: string
let upstream: FakeUpstream
let app: TestApp

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelkeep-page-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), html)
  await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(folder, 'assets/app-abc.js'), code)
  await writeFile(join(folder, 'assets/app-abc.js.br'), brotliCompressSync(code))
  await writeFile(join(folder, 'assets/app-abc.js.gz'), gzipSync(code))
  await writeFile(join(folder, '.modelkeep-build'), 'not public')
  upstream = await startFakeUpstream({
    models: [
      exampleModel('acme/x', { name: 'Acme: X' }),
      exampleModel('acme/y', { name: 'Y' }),
      exampleModel('~acme/latest:free', { name: 'Latest' }),
      exampleModel('evil/x', { name: '</title><script>"& $&: X' }),
      exampleModel('acme/hostile', { name: '</title><script>"& $&' }),
    ],
  })
  app = await startTestApp({ OPENROUTER_BASE_URL: upstream.url }, { pageDir: folder })
})
afterAll(async () => {
  await app?.stop()
  await upstream?.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the page', () => {
  it.each(['/', '/?free=true', '/?q=', '/models', '/models/openai'])(
    'is the built document for the list: %s',
    async (path) => {
      const response = await app.fetch(path)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(await response.text()).toBe(html)
    },
  )

  it.each([
    ['/?q=gpt&free=true', 200, 'gpt'],
    ['/models/acme/x', 200, 'X'],
    ['/models/acme/x:nitro', 200, 'X'],
    ['/models/acme%2Fx/', 200, 'X'],
    ['/models/~acme/latest:free', 200, 'Latest'],
    ['/models/acme/none', 404, 'Model not found'],
    ['/models/acme/none?as_of=2026-01-01', 200, 'acme/none'],
    ['/authors/acme', 200, 'Models by Acme'],
    ['/authors/~ACME?sort=name', 200, 'Models by Acme'],
    ['/authors/none', 404, 'Author not found'],
    ['/authors/acme%2Fx', 404, 'Author not found'],
    ['/compare', 200, 'Compare models'],
    ['/compare?ids=acme/x,acme/none,acme/y', 200, 'Compare X and Y'],
    ['/compare?ids=%E0%A4%A', 200, 'Compare models'],
    ['/cost', 200, 'Cost'],
    ['/status', 200, 'Status'],
    ['/changes?kind=model_added', 200, 'Changes'],
  ])('has the head of its view, and the rest of the document: %s', async (path, status, title) => {
    const response = await app.fetch(path)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const text = await response.text()
    expect(text).toContain(`<title>${title} · Modelkeep</title>`)
    expect(text).toContain(`<meta property="og:title" content="${title}" />`)
    const withoutHead = text.replace(/<title>[\s\S]*<meta name="twitter:card"[^>]*>/, '')
    expect(withoutHead).toBe(html.replace(/<title>.*<\/title>/, ''))
  })

  it('caches the document of a model, and validates it like the others', async () => {
    const first = await app.fetch('/models/acme/x', { headers: { 'accept-encoding': 'br' } })
    const list = await app.fetch('/')
    for (const name of ['content-security-policy', 'cache-control', 'vary'])
      expect(first.headers.get(name), name).toBe(list.headers.get(name))
    expect(first.headers.get('content-encoding')).toBe('br')
    const tag = first.headers.get('etag') ?? ''
    expect(tag).not.toBe(list.headers.get('etag'))
    const again = await app.fetch('/models/acme/x', { headers: { 'if-none-match': tag, 'accept-encoding': 'br' } })
    expect(again.status).toBe(304)
    const head = await app.fetch('/models/acme/x', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it('escapes the names of models and what the address says', async () => {
    const hostile = await (await app.fetch('/models/acme/hostile')).text()
    expect(hostile).toContain('<title>&lt;/title&gt;&lt;script&gt;&quot;&amp; $&amp; · Modelkeep</title>')
    expect(hostile.match(/<script/g)).toHaveLength(html.match(/<script/g)?.length ?? 0)
    const paths = [
      '/?q=%3C/title%3E%3Cscript%3E',
      '/models/a/%3Cscript%3E%22x',
      '/?q=%00%22%3E',
      '/authors/evil',
      '/authors/%3C%2Ftitle%3E%3Cscript%3E%22x',
    ]
    for (const path of paths)
      expect((await (await app.fetch(path)).text()).match(/<script/g), path).toHaveLength(
        html.match(/<script/g)?.length ?? 0,
      )
  })

  it('may load only its own files, call only its own service, and run inline code only by hash', async () => {
    const policy = (await app.fetch('/')).headers.get('content-security-policy') ?? ''
    const directives = Object.fromEntries(
      policy.split(';').map((directive) => [directive.trim().split(' ')[0], directive.trim().split(' ').slice(1)]),
    )
    expect(directives).toEqual({
      'default-src': ["'none'"],
      'script-src': ["'self'", sha256(script)],
      'style-src': ["'self'", sha256(style)],
      'img-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
    })
    expect(policy).not.toContain('unsafe')
  })

  it('is revalidated each time, by a 304', async () => {
    const first = await app.fetch('/')
    expect(first.headers.get('cache-control')).toBe('no-cache')
    const again = await app.fetch('/?free=true', { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
    expect(again.headers.get('content-security-policy')).toBe(first.headers.get('content-security-policy'))
  })

  it('has immutable, precompressed files', async () => {
    const asset = await app.fetch('/assets/app-abc.js', { headers: { 'accept-encoding': 'br' } })
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(asset.headers.get('content-encoding')).toBe('br')
    expect(asset.headers.get('content-length')).toBe(String(brotliCompressSync(code).length))
    expect(asset.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await asset.text()).toBe(code)
    expect(
      (await app.fetch('/assets/app-abc.js', { headers: { 'accept-encoding': 'gzip' } })).headers.get(
        'content-encoding',
      ),
    ).toBe('gzip')
    expect((await app.fetch('/favicon.svg')).headers.get('cache-control')).toBe('public, max-age=86400')
  })

  it.each(['/.modelkeep-build', '/assets/', '/assets/none.js', '/assets/..%2findex.html', '/index.html', '/nowhere'])(
    'serves no other file: %s is a 404',
    async (path) => {
      const response = await app.fetch(path)
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
    },
  )

  it.each(['/nowhere', '/model', '/compare/'])(
    'is a 404 page for a browser, and a problem for a program: %s',
    async (path) => {
      const response = await app.fetch(path, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } })
      expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
        404,
        'text/html; charset=utf-8',
        html,
      ])
      const again = await app.fetch(path, {
        headers: { accept: 'text/html', 'if-none-match': response.headers.get('etag') ?? '' },
      })
      expect(again.status).toBe(404)
      expect((await app.fetch(path)).headers.get('content-type')).toBe('application/problem+json')
    },
  )

  it.each(['/api/nowhere', '/health/none', '/assets/none.js'])('is not served for %s', async (path) => {
    expect((await app.fetch(path, { headers: { accept: 'text/html' } })).headers.get('content-type')).toBe(
      'application/problem+json',
    )
  })

  it('rejects POST', async () => {
    const response = await app.fetch('/', { method: 'POST' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })

  it('says that it is not built, while the API works', async () => {
    const bare = await startTestApp({ OPENROUTER_BASE_URL: upstream.url })
    const response = await bare.fetch('/')
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('npm run build') as string })
    expect((await bare.fetch('/api/models')).status).toBe(200)
    await bare.stop()
  })
})
