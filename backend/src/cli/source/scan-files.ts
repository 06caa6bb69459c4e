import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { findModelIds } from '@modelkeep/catalog/model/find-model-ids'
import { CannotAnswer } from './model-source.js'

/** Where an id stands in a file. */
export interface Place {
  file: string
  /** From 1. */
  line: number
}

export interface Scanned {
  /** By id as it is written, in the order of files and lines. */
  places: ReadonlyMap<string, readonly Place[]>
  files: number
  /** Files that were passed over: too large, or not text. */
  skipped: number
}

const largestBytes = 5 * 1024 * 1024
/** What is nobody's own source. */
const ignored = ['**/node_modules/**', '**/.git/**']

/**
 * Looks for known ids in the files that the patterns match, below `folder`.
 * @throws CannotAnswer where one of them matches none: an id that followed `--scan` would pass for a pattern, and not be checked
 */
export async function scanFiles(
  patterns: readonly string[],
  folder: string,
  isKnown: (id: string) => boolean,
): Promise<Scanned> {
  const { glob } = await import('tinyglobby')
  const ignore = [...ignored, ...patterns.filter(isExclusion).map((pattern) => pattern.slice(1))]
  const wanted = patterns.filter((pattern) => !isExclusion(pattern))
  const found = await Promise.all(
    wanted.map((pattern) => glob(pattern, { cwd: folder, ignore, dot: true, expandDirectories: true })),
  )
  const matchless = wanted.filter((_, at) => found[at]!.length === 0)
  if (wanted.length === 0 || matchless.length > 0)
    throw new CannotAnswer(`no file matches ${(matchless.length > 0 ? matchless : patterns).join(' ')}`)
  const files = [...new Set(found.flat())].toSorted()
  const places = new Map<string, Place[]>()
  let skipped = 0
  for (const file of files) {
    const text = await textOf(resolve(folder, file))
    if (text === null) skipped += 1
    for (const { written, line } of findModelIds(text ?? '', isKnown))
      places.set(written, [...(places.get(written) ?? []), { file, line }])
  }
  return { places, files: files.length, skipped }
}

function isExclusion(pattern: string): boolean {
  return pattern.startsWith('!') && !pattern.startsWith('!(')
}

async function textOf(path: string): Promise<string | null> {
  if ((await stat(path)).size > largestBytes) return null
  const text = await readFile(path, 'utf8')
  return text.includes('\0') ? null : text
}
