/**
 * The last good catalogue as a file. It is one JSON document with a model a line, so that it reads and compares well, and ends in a
 * hash of all the bytes before. What this very version wrote, and nobody touched, is taken as it is: each line is a model's canonical
 * bytes. All else (another version's, damaged, edited) is read as what comes from outside, and has to fit the catalogue's own hash.
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
const betweenModels = Buffer.from(',\n')
const newline = 10
const pieceBytes = 256 * 1024

/** The file's bytes, in pieces. `confirmedAt` in Unix milliseconds. */
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
  const joined = (): Buffer => {
    const piece = Buffer.concat(parts)
    sum.update(piece)
    ;[parts, length] = [[], 0]
    return piece
  }
  for (const [nr, { bytes }] of entries.entries()) {
    if (nr > 0) parts.push(betweenModels)
    parts.push(bytes)
    length += bytes.length
    if (length >= pieceBytes) yield joined()
  }
  yield joined()
  yield Buffer.concat([endOfModels, Buffer.from(`${sum.digest('base64url')}"}\n`)])
}

/** @throws FileTierError where the bytes are not what a program like this one wrote */
export async function decodeSnapshot(bytes: Buffer, path: string): Promise<Snapshot> {
  return (await readUntouched(bytes)) ?? readWithCare(bytes, path)
}

/** null where it is not this version's, or not as it was written. */
async function readUntouched(bytes: Buffer): Promise<Snapshot | null> {
  const headEnd = bytes.indexOf(newline)
  const modelsEnd = bytes.lastIndexOf(endOfModels)
  if (headEnd === -1 || modelsEnd < headEnd) return null
  const sum = createHash('sha256').update(bytes.subarray(0, modelsEnd)).digest('base64url')
  if (bytes.toString('latin1', modelsEnd + endOfModels.length) !== `${sum}"}\n`) return null
  const head = JSON.parse(`${bytes.toString('utf8', 0, headEnd)}]}`) as Head
  if (head.format !== 2 || head.written_by !== programVersion() || head.order_hash === undefined) return null
  const entries = await mapInSlices(
    linesOf(bytes, headEnd + 1, modelsEnd),
    (line) => new CatalogueEntry(JSON.parse(line.toString()) as Model, line),
  )
  return snapshotOf(head, catalogueOf(entries, { hash: head.hash, orderHash: head.order_hash }))
}

/** Without the comma that ends all but the last. */
function linesOf(bytes: Buffer, from: number, to: number): Buffer[] {
  const lines: Buffer[] = []
  for (let start = from; start < to;) {
    const found = bytes.indexOf(newline, start)
    const end = found === -1 || found >= to ? to : found - 1
    lines.push(bytes.subarray(start, end))
    start = end + betweenModels.length
  }
  return lines
}

async function readWithCare(bytes: Buffer, path: string): Promise<Snapshot> {
  let content: z.infer<typeof fileSchema>
  try {
    content = fileSchema.parse(JSON.parse(bytes.toString()))
  } catch (error) {
    throw new FileTierError(`${path} is not a catalogue that this program wrote`, { cause: error })
  }
  const catalogue = await createCatalogueInSlices(content.models.map((model) => canonicalise(model)))
  if (catalogue.hash !== content.hash) throw new FileTierError(`${path} is damaged: its content does not fit its hash`)
  return snapshotOf(content, catalogue)
}

function snapshotOf({ confirmed_at, changed_at }: Head, catalogue: Catalogue): Snapshot {
  return { catalogue, tier: 'file', confirmedAt: Date.parse(confirmed_at), changedAt: Date.parse(changed_at) }
}
