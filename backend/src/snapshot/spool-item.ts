/** The file format of a spooled observation: a line of JSON with its metadata, then the payload as received, all gzipped. */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { scopeSchema } from '@modelkeep/catalog/contract/syncs'
import * as z from 'zod'
import { contentHash } from '../catalogue/content.js'
import type { Observation } from './observation.js'

const compress = promisify(gzip)
const decompress = promisify(gunzip)

const headSchema = z.object({
  key: z.uuid(),
  observedAt: z.number(),
  source: z.string(),
  scope: scopeSchema,
  durationMs: z.number(),
  payloadHash: z.string(),
})

export const spoolItemSuffix = '.observation.gz'

export class SpoolItemError extends Error {
  override readonly name = 'SpoolItemError'
  readonly code = 'spool_item_unusable'
}

/** Sorts by observation time. */
export function spoolItemName({ observedAt, key }: Observation): string {
  return `${String(observedAt).padStart(15, '0')}-${key}${spoolItemSuffix}`
}

export function encodeSpoolItem({ bytes, ...head }: Observation): Promise<Buffer> {
  return compress(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes]))
}

/** @throws SpoolItemError if the content is damaged */
export async function decodeSpoolItem(content: Buffer, name: string): Promise<Observation> {
  try {
    const plain = await decompress(content)
    const end = plain.indexOf('\n')
    const head = headSchema.parse(JSON.parse(plain.subarray(0, end).toString()))
    const bytes = plain.subarray(end + 1)
    if (contentHash(bytes) !== head.payloadHash) throw new Error('the payload does not match its hash')
    return { ...head, bytes }
  } catch (error) {
    throw new SpoolItemError(`${name} in the spool is damaged`, { cause: error })
  }
}
