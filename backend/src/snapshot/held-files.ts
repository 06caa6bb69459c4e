import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from './atomic-file.js'

/** What a folder is to have, and the disk did not take: held in memory until it does. */
export interface HeldFiles {
  readonly size: number
  bytes(): number
  names(): string[]
  get(name: string): Buffer | undefined
  hold(name: string, content: Buffer): void
  /** Whether it was held. */
  forget(name: string): boolean
  /** Writes a file, synced, whole or not at all; then it is held no more. Rejects where the disk does not take it. */
  write(name: string, content: Buffer): Promise<void>
  /** Tries to write all that is held. Never rejects: what the disk does not take stays. */
  settle(): Promise<void>
}

/** `onWritten` is told of each file that is on disk. */
export function createHeldFiles(dir: string, onWritten: (name: string, bytes: number) => void = () => {}): HeldFiles {
  const held = new Map<string, Buffer>()
  const write = async (name: string, content: Buffer): Promise<void> => {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    await writeFileAtomically(join(dir, name), content)
    onWritten(name, content.length)
    held.delete(name)
  }
  return {
    get size() {
      return held.size
    },
    bytes: () => [...held.values()].reduce((sum, { length }) => sum + length, 0),
    names: () => [...held.keys()],
    get: (name) => held.get(name),
    hold: (name, content) => void held.set(name, content),
    forget: (name) => held.delete(name),
    write,
    settle: async () => {
      for (const [name, content] of held) await write(name, content).catch(() => {})
    },
  }
}
