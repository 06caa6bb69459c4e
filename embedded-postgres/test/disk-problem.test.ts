import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { diskProblem, printedDiskProblem } from '../src/disk-problem.js'
import { DataDirUnusable, EmbeddedFailed } from '../src/errors.js'
import { lockDataDir } from '../src/lock.js'
import { startEmbedded } from '../src/server.js'
import { chooseOwner } from '../src/process/owner.js'
import { failureText, run } from '../src/process/run.js'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'modelkeep-disk-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('a DATA_DIR that cannot be used', () => {
  it.each<[string, (path: string) => Promise<unknown>, RegExp]>([
    ['a file', (path) => writeFile(path, ''), /a file(?:, not a folder| where a folder is needed)/],
    ['below a file', (path) => writeFile(join(path, '..'), '').catch(() => writeFile(path, '')), /a file/],
    ['a link to itself', (path) => symlink(path, path), /symbolic links|file/],
    ['too long', async () => {}, /too long/],
  ])('is reported in one line with a remedy: %s', async (kind, prepare, problem) => {
    const path = kind === 'too long' ? join(dir, 'x'.repeat(300)) : join(dir, 'data')
    await prepare(path)
    const error = await lockDataDir(kind === 'below a file' ? join(path, 'deeper') : path).catch(
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(DataDirUnusable)
    expect((error as Error).message).toMatch(problem)
    expect((error as Error).message).toMatch(/^DATA_DIR \S+ cannot be used: [^\n]+: [^\n]+$/)
  })

  it.each(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOENT', 'EIO'])('has words for %s', (code) => {
    expect(diskProblem(Object.assign(new Error(code), { code }))).toMatch(/^[^\n]+: [^\n]+, or choose another place$/)
  })

  it('does not explain other errors', () => {
    expect(diskProblem(new Error('anything'))).toBeNull()
    expect(diskProblem('text')).toBeNull()
  })
})

describe('a disk that is too small for the database', () => {
  it.each(['No space left on device', 'Disk quota exceeded'])(
    'is reported in one line with a remedy: %s',
    async (text) => {
      const bin = join(dir, 'package', 'native', 'bin')
      await mkdir(bin, { recursive: true })
      await writeFile(join(dir, 'package', 'native', 'pg-symlinks.json'), '[]')
      await writeFile(join(bin, 'postgres'), '#!/bin/sh\necho "postgres (PostgreSQL) 18.4"', { mode: 0o755 })
      const initdb = `#!/bin/sh\necho "creating"; echo "FATAL:  could not write to file: ${text}"; echo "child process exited"; exit 1`
      await writeFile(join(bin, 'initdb'), initdb, { mode: 0o755 })
      const dataDir = join(dir, 'data')
      const packageDir = join(dir, 'package')
      await writeFile(join(packageDir, 'package.json'), '{"version":"18.4.0"}')
      await chmod(dir, 0o755)
      const started = startEmbedded({ dataDir, packageDir, log: { info: () => {}, warn: () => {}, debug: () => {} } })
      await expect(started).rejects.toThrow(DataDirUnusable)
      await expect(started).rejects.toThrow(
        /^DATA_DIR \S+ cannot be used: [^\n]*(?:space|quota)[^\n]*: free some[^\n]*$/,
      )
    },
  )
})

describe('a program that fails', () => {
  it('is reported with its reason in the first line', async () => {
    const owner = await chooseOwner(dir)
    const script =
      'echo "creating files ... ok"; echo "initdb: error: could not create file: no luck"; echo "initdb: removing contents"; exit 1'
    const failed = run('initdb', { file: '/bin/sh', args: ['-c', script], cwd: '/', owner })
    await expect(failed).rejects.toThrow(EmbeddedFailed)
    const { message } = (await failed.catch((error: unknown) => error)) as Error
    expect(message.split('\n')[0]).toBe('initdb failed (exit code 1): could not create file: no luck')
  })

  it('is reported with its last line if none names an error, and without output if there is none', () => {
    expect(failureText('x failed', 'first\nlast\n')).toBe('x failed: last\nfirst\nlast')
    expect(failureText('x failed', '')).toBe('x failed')
  })

  it.each([
    ['initdb: error: could not write to file "pg_wal/x": No space left on device', /no space left/],
    ['FATAL:  could not extend file "base/1/2": Disk quota exceeded', /quota/],
    ['could not open file: Read-only file system', /read-only/],
  ])('for want of space names the remedy: %s', (output, problem) => {
    expect(printedDiskProblem(output)).toMatch(problem)
    expect(printedDiskProblem('FATAL: something else')).toBeNull()
  })
})
