import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, copyFile, lstat, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { errorCode } from '../errors.js'
import { identityOf, type Owner } from '../process/owner.js'
import { ownUser } from '../process/this-process.js'

/** Build files and static libraries, which a running server does not need. */
const NOT_NEEDED = /(^|\/)(pgxs|pkgconfig)(\/|$)|\.a$/

/** Paths are relative to the package. */
interface Link {
  source: string
  target: string
}

/**
 * Creates the links between libraries that npm cannot pack. Does what the package's own `scripts/hydrate-symlinks.js` does,
 * from the same list, for installs in which npm ran no scripts. Fails if the directory is read-only.
 */
export async function linkLibraries(native: string): Promise<void> {
  for (const { source, target } of await readLinks(native))
    await linkOnce(relative(dirname(target), source), join(dirname(native), target))
}

/**
 * Copies what a server needs from the package's `native` directory to `dir`, readable by everyone. Skips files that already
 * exist in the right size. Each file appears complete or not at all, so the next call completes an interrupted copy.
 *
 * Fails if the owner cannot reach `dir`, or if somebody else could have put programs there.
 */
export async function copyBinaries(native: string, dir: string, owner: Owner): Promise<void> {
  const created = await mkdir(dir, { recursive: true })
  try {
    await openDirectory(dirname(dir))
    await openDirectory(dir)
    await assertReachable(dir, owner)
  } catch (error) {
    if (created !== undefined) await rm(created, { recursive: true, force: true })
    throw error
  }
  for (const entry of await readdir(native, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const inside = relative(native, path)
    if (NOT_NEEDED.test(inside)) continue
    if (entry.isDirectory()) await openDirectory(join(dir, inside))
    else if (entry.isFile()) await copyOnce(path, join(dir, inside))
  }
  for (const { source, target } of await readLinks(native))
    await linkOnce(basename(source), join(dir, relative('native', target)))
}

async function readLinks(native: string): Promise<Link[]> {
  return JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Link[]
}

async function linkOnce(destination: string, path: string): Promise<void> {
  await symlink(destination, path).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error
  })
}

async function copyOnce(from: string, to: string): Promise<void> {
  const [wanted, present] = await Promise.all([stat(from), lstat(to).catch(() => null)])
  if (present?.isFile() && present.size === wanted.size) return
  const unfinished = `${to}.${randomBytes(6).toString('hex')}`
  try {
    await copyFile(from, unfinished)
    await chmod(unfinished, (wanted.mode & 0o111) === 0 ? 0o644 : 0o755)
    await rename(unfinished, to)
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** Creates a directory that everyone may read, whatever the umask. In a place like /tmp, somebody else may have created it first. */
async function openDirectory(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  const found = await lstat(dir)
  const isOurs = found.isDirectory() && found.uid === (await ownUser()).uid && (found.mode & 0o022) === 0
  if (!isOurs) throw new Error(`${dir} is not controlled by this user alone, so no programs are run from it`)
  await chmod(dir, 0o755)
}

async function assertReachable(dir: string, owner: Owner): Promise<void> {
  const options = { ...identityOf(owner), cwd: '/', env: {} }
  await promisify(execFile)('/bin/sh', ['-c', 'cd -- "$1"', 'sh', dir], options)
}
