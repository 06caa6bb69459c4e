import { mkdir, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { scopeSchema } from '@modelkeep/catalog/contract/syncs'
import * as z from 'zod'
import { contentHash } from '../catalogue/catalogue.js'
import type { Observation } from '../sync/observation.js'
import { removeUnfinished } from './atomic-file.js'
import { createHeldFiles } from './held-files.js'

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
 * it came, gzipped. A file is there whole or not at all, and synced before `append` resolves. What the disk does not take is held in
 * memory, and written as soon as it does.
 */
export interface Spool {
  /** `full`: nothing was kept, and what is there already stays. `error`: why it is in memory only. */
  append(observation: Observation): Promise<{ kept: 'on_disk' | 'in_memory' | 'full'; error?: unknown }>
  /** Writes what is held in memory, where the disk takes it now, and finds what another process has put there. */
  settle(): Promise<void>
  /** Names of what waits, oldest observation first. */
  list(): Promise<string[]>
  /** null when it is no longer there: somebody removed it, or another process has committed it. Rejects with SpoolItemError when it cannot be trusted. */
  read(name: string): Promise<Observation | null>
  remove(name: string): Promise<void>
  /**
   * Puts an item that can never be committed out of the way, for a person to look at. One that is in memory only stays there, and is
   * pending no more, until the disk takes it.
   */
  setAside(name: string): Promise<void>
  /** `held` of the pending ones are in memory only. */
  status(): { pending: number; bytes: number; held: number }
}

export interface SpoolOptions {
  /** On disk and in memory together. */
  maxBytes?: number
  maxHeldBytes?: number
  /** Unix milliseconds; unless given, what killed writers have left stays. */
  now?: () => number
}

export class SpoolItemError extends Error {
  override readonly name = 'SpoolItemError'
  readonly code = 'spool_item_unusable'
}

const suffix = '.observation.gz'

/** Opens the spool also where the disk gives no directory for it just now. */
export async function openSpool(dataDir: string, options: SpoolOptions = {}): Promise<Spool> {
  const { maxBytes = 256 * 1024 ** 2, maxHeldBytes = 32 * 1024 ** 2, now = () => 0 } = options
  const dir = join(dataDir, 'spool')
  await removeUnfinished(dir, now())
  const onDisk = await sizesIn(dir)
  const held = createHeldFiles(dir, (name, size) => onDisk.set(name, size))
  const heldAside = createHeldFiles(asideIn(dir))
  const heldBytes = (): number => held.bytes() + heldAside.bytes()
  const total = (): number => heldBytes() + sum([...onDisk.values()])
  return {
    append: async (observation) => {
      const content = await serialise(observation)
      if (total() + content.length > maxBytes) return { kept: 'full' }
      const name = nameOf(observation)
      try {
        await held.write(name, content)
        return { kept: 'on_disk' }
      } catch (error) {
        if (heldBytes() + content.length > maxHeldBytes) return { kept: 'full', error }
        held.hold(name, content)
        return { kept: 'in_memory', error }
      }
    },
    settle: async () => {
      await held.settle()
      await heldAside.settle()
      for (const [name, size] of await sizesIn(dir)) onDisk.set(name, size)
    },
    list: async () => [...onDisk.keys(), ...held.names()].toSorted(),
    read: async (name) => {
      const content = held.get(name) ?? (await readFile(join(dir, name)).catch(nullIfMissing))
      return content && parse(content, name)
    },
    remove: async (name) => {
      if (held.forget(name)) return
      await unlink(join(dir, name)).catch(ignoreMissing)
      onDisk.delete(name)
    },
    setAside: async (name) => {
      const content = held.get(name)
      if (content !== undefined) heldAside.hold(name, content)
      if (held.forget(name)) return heldAside.settle()
      await moveAside(dir, name)
      onDisk.delete(name)
    },
    status: () => ({ pending: onDisk.size + held.size, bytes: total(), held: held.size }),
  }
}

function serialise({ bytes, ...head }: Observation): Promise<Buffer> {
  return compress(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes]))
}

function asideIn(dir: string): string {
  return join(dir, 'unusable')
}

async function moveAside(dir: string, name: string): Promise<void> {
  await mkdir(asideIn(dir), { recursive: true, mode: 0o700 })
  await rename(join(dir, name), join(asideIn(dir), name)).catch(ignoreMissing)
}

function nameOf({ observedAt, key }: Observation): string {
  return `${String(observedAt).padStart(15, '0')}-${key}${suffix}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((before, number) => before + number, 0)
}

async function sizesIn(dir: string): Promise<Map<string, number>> {
  const names = await readdir(dir).catch((): string[] => []) // it is made when there is something to put into it
  const sizes = new Map<string, number>()
  for (const name of names.filter((each) => each.endsWith(suffix))) {
    const found = await stat(join(dir, name)).catch(() => null) // gone since
    if (found) sizes.set(name, found.size)
  }
  return sizes
}

/** Somebody else removed the file: then it is gone, as was wanted. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  ignoreMissing(error)
  return null
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
