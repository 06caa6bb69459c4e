import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { contentOf } from '../../catalogue/content.js'
import { createCachedResponse, type CachedResponse } from '../response/cached-response.js'
import type { Compression } from '../response/compress.js'
import { securityHeaders } from '../response/security-headers.js'
import { documentPolicy } from './document-policy.js'

/** The types that are served; files of other types are not. */
export const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
}

const suffixes = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const satisfies readonly (readonly [Compression, string])[]

/** For files whose name contains a hash of their content. */
export const immutable = 'public, max-age=31536000, immutable'

/** Reads a file and its compressed forms. `index.html` is revalidated by clients each time and has a policy of its own. */
export async function readPageFile(
  folder: string,
  name: string,
  { cacheControl, status = 200 }: { cacheControl: string; status?: number },
): Promise<CachedResponse> {
  const body = await readFile(join(folder, name))
  const compressed = new Map<Compression, Buffer>()
  for (const [encoding, suffix] of suffixes) {
    const smaller = await readFile(join(folder, `${name}${suffix}`)).catch(() => null)
    if (smaller !== null) compressed.set(encoding, smaller)
  }
  const asset =
    name === 'index.html'
      ? { cacheControl: 'no-cache', security: securityHeaders(documentPolicy(body.toString())) }
      : { cacheControl, security: null }
  const contentType = contentTypes[extname(name)] ?? 'application/octet-stream'
  return createCachedResponse(contentOf(body), null, { status, contentType, asset, compressed })
}
