import { readdir } from 'node:fs/promises'
import { extname, sep } from 'node:path'
import { packageFile } from '../../lib/package-files.js'
import type { CachedResponse } from '../response/cached-response.js'
import { createPageDocuments, type PageDocuments } from './page-documents.js'
import { contentTypes, immutable, readPageFile } from './read-file.js'

/** The folder of the built page. */
export const builtPage = packageFile('../frontend/dist/')

/** The files of the built page, ready to be written. */
export interface PageFiles {
  /** The HTML document that every view starts from, with the head of the list; null if the page has not been built. */
  document: CachedResponse | null
  /** The same document with status 404. */
  notFound: CachedResponse | null
  /** The same document with the heads of its views. */
  documents: PageDocuments | null
  /** All other files by path, such as `/assets/index-x4PSd2ny.css`. */
  files: ReadonlyMap<string, CachedResponse>
}

const oneDay = 'public, max-age=86400'

/** Reads the built page into memory, about 2 MB with the compressed forms. */
export async function readPage(folder = builtPage): Promise<PageFiles> {
  const found = await readdir(folder, { recursive: true }).catch(() => [])
  const names = found
    .map((name) => name.split(sep).join('/'))
    .filter((name) => contentTypes[extname(name)] !== undefined && !name.startsWith('docs/'))
  const read = async (name: string, status?: number): Promise<CachedResponse> =>
    readPageFile(folder, name, {
      cacheControl: name.startsWith('assets/') ? immutable : oneDay,
      ...(status !== undefined && { status }),
    })
  const files = new Map(await Promise.all(names.map(async (name) => [`/${name}`, await read(name)] as const)))
  const document = files.get('/index.html') ?? null
  files.delete('/index.html')
  return {
    document,
    notFound: document && (await read('index.html', 404)),
    documents: document && createPageDocuments(document.join().toString()),
    files,
  }
}
