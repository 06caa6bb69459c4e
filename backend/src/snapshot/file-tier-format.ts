/**
 * The file tier's format: one JSON document with a model on each line, ending in a hash of all preceding bytes. If this version wrote
 * the file and nothing changed it, each line is taken as the canonical bytes of a model. Any other file (another version's, edited,
 * damaged) is parsed and validated like external input, and has to match the catalogue's own hash.
 */
import { createHash } from 'node:crypto'
import { canonicalise } from '@modelkeep/catalog/model/canonical'
import { modelSchema, type Model } from '@modelkeep/catalog/model/model'
import * as z from 'zod'
import { catalogueOf, createCatalogueInSlices, type Catalogue } from '../catalogue/catalogue.js'
import { CatalogueEntry } from '../catalogue/catalogue-entry.js'
import { mapInSlices } from '../lib/time-slices.js'
import { programVersion } from '../lib/version.js'
import type { Snapshot } from './snapshot.js'

const headSchema = z.object({
  format: z.literal([1, 2]),
  written_by: z.string().optional(),
  hash: z.string(),
  order_hash: z.string().optional(),
  confirmed_at: z.iso.datetime(),
  changed_at: z.iso.datetime(),
})
type Head = z.infer<typeof headSchema>

const fileSchema = headSchema.extend({ models: z.array(modelSchema) })

export class FileTierError extends Error {
  override readonly name = 'FileTierError'
  readonly code = 'file_tier_unusable'
}

const endOfModels = Buffer.from('\n],"sum":"')
const separator = Buffer.from(',\n')
const newline = 10
const chunkBytes = 256 * 1024

/** The file's bytes, in chunks. `confirmedAt` in Unix milliseconds. */
export function* encodeSnapshot({ catalogue, changedAt }: Snapshot, confirmedAt: number): Generator<Buffer> {
  const { hash, orderHash, entries } = catalogue
  const head: Head = {
    format: 2,
    written_by: programVersion(),
    hash,
    order_hash: orderHash,
    confirmed_at: new Date(confirmedAt).toISOString(),
    changed_at: new Date(changedAt).toISOString(),
  }
  const sum = createHash('sha256')
  let parts: Buffer[] = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"models":[\n`)]
  let length = 0
  const takeChunk = (): Buffer => {
    const chunk = Buffer.concat(parts)
    sum.update(chunk)
    parts = []
    length = 0
    return chunk
  }
  for (const [index, { bytes }] of entries.entries()) {
    if (index > 0) parts.push(separator)
    parts.push(bytes)
    length += bytes.length
    if (length >= chunkBytes) yield takeChunk()
  }
  yield takeChunk()
  yield Buffer.concat([endOfModels, Buffer.from(`${sum.digest('base64url')}"}\n`)])
}

/** @throws FileTierError unless the bytes are a complete, unaltered file of this program */
export async function decodeSnapshot(bytes: Buffer, path: string): Promise<Snapshot> {
  return (await decodeOwn(bytes)) ?? decodeForeign(bytes, path)
}

/** Resolves with null if another version wrote the file, or if it was altered. */
async function decodeOwn(bytes: Buffer): Promise<Snapshot | null> {
  const headEnd = bytes.indexOf(newline)
  const modelsEnd = bytes.lastIndexOf(endOfModels)
  if (headEnd === -1 || modelsEnd < headEnd) return null
  const sum = createHash('sha256').update(bytes.subarray(0, modelsEnd)).digest('base64url')
  if (bytes.toString('latin1', modelsEnd + endOfModels.length) !== `${sum}"}\n`) return null
  const head = JSON.parse(`${bytes.toString('utf8', 0, headEnd)}]}`) as Head
  if (head.format !== 2 || head.written_by !== programVersion() || head.order_hash === undefined) return null
  const entries = await mapInSlices(
    splitLines(bytes, headEnd + 1, modelsEnd),
    (line) => new CatalogueEntry(JSON.parse(line.toString()) as Model, line),
  )
  return toSnapshot(head, catalogueOf(entries, { hash: head.hash, orderHash: head.order_hash }))
}

/** The lines without their separators. */
function splitLines(bytes: Buffer, from: number, to: number): Buffer[] {
  const lines: Buffer[] = []
  for (let start = from; start < to;) {
    const found = bytes.indexOf(newline, start)
    const end = found === -1 || found >= to ? to : found - 1
    lines.push(bytes.subarray(start, end))
    start = end + separator.length
  }
  return lines
}

async function decodeForeign(bytes: Buffer, path: string): Promise<Snapshot> {
  let content: z.infer<typeof fileSchema>
  try {
    content = fileSchema.parse(JSON.parse(bytes.toString()))
  } catch (error) {
    throw new FileTierError(`${path} is not a catalogue file of this program`, { cause: error })
  }
  const catalogue = await createCatalogueInSlices(content.models.map((model) => canonicalise(model)))
  if (catalogue.hash !== content.hash)
    throw new FileTierError(`${path} is damaged: its content does not match its hash`)
  return toSnapshot(content, catalogue)
}

function toSnapshot({ confirmed_at, changed_at }: Head, catalogue: Catalogue): Snapshot {
  return { catalogue, tier: 'file', confirmedAt: Date.parse(confirmed_at), changedAt: Date.parse(changed_at) }
}
