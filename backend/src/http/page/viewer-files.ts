import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { CachedResponse } from '../response/cached-response.js'
import { contentTypes, immutable, readPageFile } from './read-file.js'

/** Resolves with a file of the API viewer, or null if there is no such file. `index.html` is its document. */
export type ViewerFiles = (name: string) => Promise<CachedResponse | null>

/**
 * The files in `docs/` of the built page, 2 MB and about 0.9 MB compressed. Few clients request them, so they are read on first use
 * and may be garbage-collected.
 */
export function createViewerFiles(pageDir: string): ViewerFiles {
  const folder = join(pageDir, 'docs')
  const cached = new Map<string, WeakRef<CachedResponse>>()
  return async (name) => {
    const known = cached.get(name)?.deref()
    if (known !== undefined) return known
    // Only names that the folder lists are opened, so no name can lead out of it.
    const names = await readdir(folder).catch((): string[] => [])
    if (contentTypes[extname(name)] === undefined || !names.includes(name)) return null
    const response = await readPageFile(folder, name, { cacheControl: immutable })
    cached.set(name, new WeakRef(response))
    return response
  }
}
