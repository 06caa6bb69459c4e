import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Compression } from '../response/compress.js'
import { contentOf } from '../../catalogue/content.js'
import { createCachedResponse, type CachedResponse } from '../response/cached-response.js'
import { securityHeaders } from '../response/security-headers.js'
import { documentPolicy } from './document-policy.js'

/** Resolves with a file of the contract's viewer, or null where there is none of that name. `index.html` is its document. */
export type ViewerFiles = (name: string) => Promise<CachedResponse | null>

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}
const compressed = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const satisfies readonly (readonly [Compression, string])[]

/**
 * The files below `docs/` of the page's build, 2 MB and some 0.9 MB compressed. Few ask for them: nothing is read before somebody
 * does, and the memory may be taken back when nobody does any more.
 */
export function createViewerFiles(pageDir: string): ViewerFiles {
  const folder = join(pageDir, 'docs')
  const kept = new Map<string, WeakRef<CachedResponse>>()
  return async (name) => {
    const known = kept.get(name)?.deref()
    if (known !== undefined) return known
    // Only what a listing of the folder names is opened: no name that is sent leads out of it.
    const names = await readdir(folder).catch((): string[] => [])
    if (types[extname(name)] === undefined || !names.includes(name)) return null
    const entry = await read(folder, name)
    kept.set(name, new WeakRef(entry))
    return entry
  }
}

async function read(folder: string, name: string): Promise<CachedResponse> {
  const body = await readFile(join(folder, name))
  const ready = new Map<Compression, Buffer>()
  for (const [encoding, suffix] of compressed) {
    const smaller = await readFile(join(folder, `${name}${suffix}`)).catch(() => null)
    if (smaller !== null) ready.set(encoding, smaller)
  }
  const isDocument = name === 'index.html'
  const asset = isDocument
    ? { cacheControl: 'no-cache', security: securityHeaders(documentPolicy(body.toString())) }
    : { cacheControl: 'public, max-age=31536000, immutable', security: null }
  return createCachedResponse(contentOf(body), null, {
    contentType: types[extname(name)] ?? 'application/octet-stream',
    asset,
    ready,
  })
}
