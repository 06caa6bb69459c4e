import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { findModelIds } from '@modelkeep/catalog/model/find-model-ids'
import { SourceError } from './model-source.js'

/** An occurrence of an id. `line` counts from 1. */
export interface Place {
  file: string
  line: number
}

export interface ScanResult {
  /** By id as written, in the order of files and lines. */
  places: ReadonlyMap<string, readonly Place[]>
  files: number
  /** Files that are too large or not text. */
  skipped: number
}

const maxBytes = 5 * 1024 * 1024
const alwaysIgnored = ['**/node_modules/**', '**/.git/**']

/**
 * Searches the files below `folder` that match the patterns for known ids. `!pattern` excludes files.
 * @throws SourceError if a pattern matches no file: a model id after `--scan` would be taken for a pattern and never be checked
 */
export async function scanFiles(
  patterns: readonly string[],
  folder: string,
  isKnown: (id: string) => boolean,
): Promise<ScanResult> {
  const files = await matchingFiles(patterns, folder)
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

async function matchingFiles(patterns: readonly string[], folder: string): Promise<string[]> {
  const { glob } = await import('tinyglobby')
  const ignore = [...alwaysIgnored, ...patterns.filter(isExclusion).map((pattern) => pattern.slice(1))]
  const included = patterns.filter((pattern) => !isExclusion(pattern))
  const matches = await Promise.all(
    included.map((pattern) => glob(pattern, { cwd: folder, ignore, dot: true, expandDirectories: true })),
  )
  const unmatched = included.filter((_, at) => matches[at]!.length === 0)
  if (included.length === 0 || unmatched.length > 0)
    throw new SourceError(`no file matches ${(unmatched.length > 0 ? unmatched : patterns).join(' ')}`)
  return [...new Set(matches.flat())].toSorted()
}

function isExclusion(pattern: string): boolean {
  return pattern.startsWith('!') && !pattern.startsWith('!(')
}

async function textOf(path: string): Promise<string | null> {
  if ((await stat(path)).size > maxBytes) return null
  const text = await readFile(path, 'utf8')
  return text.includes('\0') ? null : text
}
