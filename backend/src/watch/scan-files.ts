import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { findIds } from '@modelkeep/catalog/find-ids'
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

/** Looks for known ids in the files that the patterns match, below `folder`. @throws CannotAnswer where they match none */
export async function scanFiles(patterns: readonly string[], folder: string, isKnown: (id: string) => boolean): Promise<Scanned> {
  const { glob } = await import('tinyglobby')
  const files = (await glob([...patterns], { cwd: folder, ignore: ignored, dot: true, expandDirectories: true })).toSorted()
  if (files.length === 0) throw new CannotAnswer(`no file matches ${patterns.join(' ')}`)
  const places = new Map<string, Place[]>()
  let skipped = 0
  for (const file of files) {
    const text = await textOf(resolve(folder, file))
    if (text === null) skipped += 1
    for (const { written, line } of findIds(text ?? '', isKnown)) places.set(written, [...(places.get(written) ?? []), { file, line }])
  }
  return { places, files: files.length, skipped }
}

async function textOf(path: string): Promise<string | null> {
  if ((await stat(path)).size > largestBytes) return null
  const text = await readFile(path, 'utf8')
  return text.includes('\0') ? null : text
}
