import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from './atomic-file.js'

/** Files of one folder that the disk has not accepted yet, kept in memory until it does. */
export interface UnwrittenFiles {
  readonly size: number
  bytes(): number
  names(): string[]
  get(name: string): Buffer | undefined
  add(name: string, content: Buffer): void
  /** Returns whether the file was there. */
  remove(name: string): boolean
  /** Writes and syncs a file, whole or not at all, and removes it from here. Rejects if the disk does not accept it. */
  write(name: string, content: Buffer): Promise<void>
  /** Tries to write all files. Never rejects: those that the disk does not accept stay here. */
  writeAll(): Promise<void>
}

/** `onWritten` is called for each file that reached the disk. */
export function createUnwrittenFiles(
  dir: string,
  onWritten: (name: string, bytes: number) => void = () => {},
): UnwrittenFiles {
  const files = new Map<string, Buffer>()
  const write = async (name: string, content: Buffer): Promise<void> => {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    await writeFileAtomically(join(dir, name), content)
    onWritten(name, content.length)
    files.delete(name)
  }
  return {
    get size() {
      return files.size
    },
    bytes: () => [...files.values()].reduce((sum, { length }) => sum + length, 0),
    names: () => [...files.keys()],
    get: (name) => files.get(name),
    add: (name, content) => void files.set(name, content),
    remove: (name) => files.delete(name),
    write,
    writeAll: async () => {
      for (const [name, content] of files) await write(name, content).catch(() => {})
    },
  }
}
