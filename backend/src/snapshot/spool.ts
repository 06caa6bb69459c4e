import { mkdir, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { scopeSchema } from '@modelkeep/catalog/api'
import * as z from 'zod'
import { contentHash } from '../catalogue.js'
import type { Observation } from '../observation.js'
import { writeFileAtomically } from './atomic-file.js'

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

/**
 * What was observed while PostgreSQL was away, in DATA_DIR/spool, one file each: a line of JSON about it and the payload as
 * it came, gzipped. A file is there whole or not at all, and synced before `append` resolves.
 */
export interface Spool {
  /** False when it is full: then nothing is written, and what is there already is kept. */
  append(observation: Observation): Promise<boolean>
  /** Names of what waits, oldest observation first. */
  list(): Promise<string[]>
  /** Rejects with SpoolItemError when the file cannot be trusted. */
  read(name: string): Promise<Observation>
  remove(name: string): Promise<void>
  /** Puts an item that can never be committed out of the way, for a person to look at. */
  setAside(name: string): Promise<void>
  status(): { pending: number; bytes: number }
}

export class SpoolItemError extends Error {
  override readonly name = 'SpoolItemError'
  readonly code = 'spool_item_unusable'
}

const suffix = '.observation.gz'

export async function openSpool(dataDir: string, maxBytes = 256 * 1024 ** 2): Promise<Spool> {
  const dir = join(dataDir, 'spool')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const sizes = new Map<string, number>()
  for (const name of await readdir(dir)) {
    if (name.endsWith(suffix)) sizes.set(name, (await stat(join(dir, name))).size)
  }
  const total = (): number => [...sizes.values()].reduce((sum, size) => sum + size, 0)
  return {
    append: async (observation) => {
      const { bytes, ...head } = observation
      const content = await compress(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes]))
      if (total() + content.length > maxBytes) return false
      const name = `${String(observation.observedAt).padStart(15, '0')}-${observation.key}${suffix}`
      await writeFileAtomically(join(dir, name), content)
      sizes.set(name, content.length)
      return true
    },
    list: async () => [...sizes.keys()].toSorted(),
    read: async (name) => parse(await readFile(join(dir, name)).catch(refuseMissing(name)), name),
    remove: async (name) => {
      await unlink(join(dir, name)).catch(ignoreMissing)
      sizes.delete(name)
    },
    setAside: async (name) => {
      await mkdir(join(dir, 'unusable'), { recursive: true, mode: 0o700 })
      await rename(join(dir, name), join(dir, 'unusable', name)).catch(ignoreMissing)
      sizes.delete(name)
    },
    status: () => ({ pending: sizes.size, bytes: total() }),
  }
}

/** Somebody removed the file by hand: then it is gone, as was wanted. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

function refuseMissing(name: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw error.code === 'ENOENT' ? new SpoolItemError(`${name} is no longer in the spool`, { cause: error }) : error
  }
}

async function parse(content: Buffer, name: string): Promise<Observation> {
  try {
    const plain = await decompress(content)
    const end = plain.indexOf('\n')
    const head = headSchema.parse(JSON.parse(plain.subarray(0, end).toString()))
    const bytes = plain.subarray(end + 1)
    if (contentHash(bytes) !== head.payloadHash) throw new Error('the payload does not fit its hash')
    return { ...head, bytes }
  } catch (error) {
    throw new SpoolItemError(`${name} in the spool is damaged`, { cause: error })
  }
}
