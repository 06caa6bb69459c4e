import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { packageFile } from '../../lib/package-files.js'
import type { Compression } from '../response/compress.js'
import { contentOf } from '../../catalogue/content.js'
import { createCachedResponse, type CachedResponse } from '../response/cached-response.js'
import { securityHeaders } from '../response/security-headers.js'
import { documentPolicy } from './document-policy.js'

/** Where the build of the page is. */
export const builtPage = packageFile('../frontend/dist/')

/** What the build of the page made, ready to be written. */
export interface PageFiles {
  /** The one HTML document, for every view; null where the page has not been built. */
  document: CachedResponse | null
  /** The same for an address that there is not: the page says so. */
  notFound: CachedResponse | null
  /** The others by their path, such as `/assets/index-x4PSd2ny.css`. */
  files: ReadonlyMap<string, CachedResponse>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
}
const compressed = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const satisfies readonly (readonly [Compression, string])[]

/** The names of assets hold a hash of what is in them. */
const forGood = 'public, max-age=31536000, immutable'
const forADay = 'public, max-age=86400'
const askEachTime = 'no-cache'

/** Reads the build into memory, some 2 MB, with the compressed forms that it made. */
export async function readPage(folder = builtPage): Promise<PageFiles> {
  const found = await readdir(folder, { recursive: true }).catch(() => [])
  const names = found
    .map((name) => name.split(sep).join('/'))
    .filter((name) => types[extname(name)] !== undefined && !name.startsWith('docs/'))
  const entries = await Promise.all(names.map(async (name) => [`/${name}`, await read(folder, name)] as const))
  const files = new Map(entries)
  const document = files.get('/index.html') ?? null
  files.delete('/index.html')
  return { document, notFound: document && (await read(folder, 'index.html', 404)), files }
}

async function read(folder: string, name: string, status = 200): Promise<CachedResponse> {
  const body = await readFile(join(folder, name))
  const contentType = types[extname(name)] ?? 'application/octet-stream'
  const ready = new Map<Compression, Buffer>()
  for (const [encoding, suffix] of compressed) {
    const smaller = await readFile(join(folder, `${name}${suffix}`)).catch(() => null)
    if (smaller !== null) ready.set(encoding, smaller)
  }
  const isDocument = name === 'index.html'
  const cacheControl = isDocument ? askEachTime : name.startsWith('assets/') ? forGood : forADay
  const asset = { cacheControl, security: isDocument ? securityHeaders(documentPolicy(body.toString())) : null }
  return createCachedResponse(contentOf(body), null, { status, contentType, asset, ready })
}
