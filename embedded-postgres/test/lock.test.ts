import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DataDirInUse } from '../src/errors.js'
import { type DataDirLock, lockCluster, lockDataDir } from '../src/lock.js'
import { listenOnName } from '../src/data-dir/sockets.js'
import { lendChild, lendDataDir, lendServer, lendInitialisedDataDir } from './helpers/embedded.js'

async function lendLock(taken: Promise<DataDirLock>): Promise<DataDirLock> {
  const lock = await taken
  onTestFinished(() => lock.release())
  return lock
}

describe('the lock on DATA_DIR', () => {
  it('has one owner until it is released', async () => {
    const dataDir = await lendDataDir()
    const first = await lendLock(lockDataDir(dataDir))
    await expect(lockDataDir(dataDir)).rejects.toThrow(DataDirInUse)
    await first.release()
    await first.release()
    await lendLock(lockDataDir(dataDir))
  })

  it('names the owner and the directory', async () => {
    const dataDir = await lendDataDir()
    await lendLock(lockDataDir(dataDir))
    await expect(lockDataDir(dataDir)).rejects.toMatchObject({
      name: 'DataDirInUse',
      code: 'data_dir_in_use',
      pid: process.pid,
      message: expect.stringContaining(dataDir) as string,
    })
  })

  it('allows only its owner to start the database', async () => {
    const dataDir = await lendInitialisedDataDir()
    await lendLock(lockDataDir(dataDir))
    await lendServer(dataDir)
    await expect(lendServer(dataDir)).rejects.toThrow(DataDirInUse)
    await expect(lendChild(dataDir).message('ready')).rejects.toThrow(`in use by process ${String(process.pid)}`)
  })

  it('is refused while another process runs the database', async () => {
    const dataDir = await lendInitialisedDataDir()
    const child = lendChild(dataDir)
    await child.message('ready')
    await expect(lockDataDir(dataDir)).rejects.toMatchObject({ pid: child.pid })
    await expect(lendServer(dataDir)).rejects.toMatchObject({ name: 'DataDirInUse', pid: child.pid })
  })

  it('is recognised through another path to the same directory', async () => {
    const dataDir = await lendDataDir()
    await mkdir(join(dataDir, 'real'))
    await symlink('real', join(dataDir, 'link'))
    await lendLock(lockDataDir(join(dataDir, 'real')))
    await expect(lockDataDir(join(dataDir, 'link'))).rejects.toThrow(DataDirInUse)
  })

  it('has at most one owner if several acquire it at once', async () => {
    const dataDir = await lendDataDir()
    const taken = await Promise.allSettled(Array.from({ length: 8 }, () => lendLock(lockCluster(dataDir))))
    const refused = taken.filter((each) => each.status === 'rejected')
    expect(refused.length).toBeGreaterThanOrEqual(7)
    expect(refused.every(({ reason }) => reason instanceof DataDirInUse)).toBe(true)
  })

  it('is not blocked by a process that was killed', async () => {
    const dataDir = await lendInitialisedDataDir()
    const child = lendChild(dataDir)
    await child.message('ready')
    child.process.kill('SIGKILL')
    await child.exited
    await lendLock(lockDataDir(dataDir))
    expect(await readdir(join(dataDir, 'owners'))).toHaveLength(1)
  })

  it('is not blocked by a dead owner whose process id was reused', async () => {
    const dataDir = await lendDataDir()
    const owners = join(dataDir, 'owners')
    await mkdir(owners)
    // A socket file without a listener, named after a process that is alive.
    await writeFile(join(owners, `serve-${String(process.pid)}-0-00000000`), '')
    await lendLock(lockDataDir(dataDir))
    expect(await readdir(owners)).toHaveLength(1)
  })

  it('is not taken from an owner that does not respond', async () => {
    const dataDir = await lendInitialisedDataDir()
    const child = lendChild(dataDir)
    await child.message('ready')
    child.process.kill('SIGSTOP')
    onTestFinished(() => void child.process.kill('SIGCONT'))
    await expect(lockDataDir(dataDir)).rejects.toMatchObject({ pid: child.pid })
  })

  it('works in a directory whose path is longer than a socket address', async () => {
    const dataDir = join(await lendDataDir(), 'x'.repeat(120))
    await lendLock(lockDataDir(dataDir))
    await expect(lockDataDir(dataDir)).rejects.toThrow(DataDirInUse)
  })

  it('keeps sockets that are being created, and other files', async () => {
    const dataDir = await lendDataDir()
    const owners = join(dataDir, 'owners')
    await mkdir(owners)
    await writeFile(join(owners, '.serve-1-0-00000000'), '')
    await lendLock(lockDataDir(dataDir))
    expect(await readdir(owners)).toContain('.serve-1-0-00000000')
  })
})

describe('an abstract socket name, for a DATA_DIR without sockets', () => {
  it('has one listener at a time', async () => {
    const name = await lendDataDir()
    const first = await listenOnName(name)
    expect(await listenOnName(name)).toBeNull()
    await first?.close()
    const second = await listenOnName(name)
    expect(second).not.toBeNull()
    await second?.close()
  })
})
