import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A small in-memory file system that can be filled to the last byte. */
export interface SmallDisk {
  fill(): Promise<void>
  free(): Promise<void>
  unmount(): Promise<void>
}

const run = promisify(execFile)
const blockBytes = 64 * 1024

/** The reason why this machine cannot mount one, for the list of skipped tests; null if it can. */
export async function whyNoSmallDisk(): Promise<string | null> {
  const dir = await mkdtemp(join(tmpdir(), 'modelkeep-disk-'))
  try {
    const disk = await mountSmallDisk(dir, 1)
    await disk.unmount()
    return null
  } catch (error) {
    return `a full disk needs a small file system, and this user may not mount one (${(error as Error).message.split('\n').at(-1) || 'mount failed'})`
  } finally {
    await rmdir(dir).catch(() => {})
  }
}

/** @throws Error if mounting is not permitted: not root, a container without the capability, or not Linux */
export async function mountSmallDisk(dir: string, sizeMb: number): Promise<SmallDisk> {
  await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=0711`, 'tmpfs', dir]).catch(
    (error: Error & { stderr?: string }) => {
      throw new Error(error.stderr?.trim() || error.message, { cause: error })
    },
  )
  const filler = join(dir, 'filler')
  return {
    fill: async () => {
      const file = await open(filler, 'a')
      try {
        for (let size = blockBytes; size >= 1; size = Math.floor(size / 2))
          await writeUntilFull(file, Buffer.alloc(size))
      } finally {
        await file.close()
      }
    },
    free: () => rm(filler, { force: true }),
    unmount: async () => {
      await run('umount', [dir]).catch(() => run('umount', ['-l', dir]))
    },
  }
}

async function writeUntilFull(file: Awaited<ReturnType<typeof open>>, block: Buffer): Promise<void> {
  for (;;) {
    try {
      await file.write(block)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return
      throw error
    }
  }
}
