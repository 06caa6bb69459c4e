import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, copyFile, lstat, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { errorCode } from './errors.js'
import { identityOf, type Owner } from './owner.js'
import { ownUser } from './this-process.js'

/** Headers, static libraries and build files are of no use to a running server. */
const NOT_NEEDED = /(^|\/)(pgxs|pkgconfig)(\/|$)|\.a$/

/**
 * Makes the links between the libraries that npm cannot pack, as the package's own `scripts/hydrate-symlinks.js` does, from the
 * same list. Needed where npm ran no install scripts. Fails where the directory cannot be written to.
 */
export async function linkLibraries(native: string): Promise<void> {
  for (const { source, target } of await readLinks(native)) {
    const path = join(dirname(native), target)
    const to = relative(dirname(target), source)
    await symlink(to, path).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error
    })
  }
}

/**
 * Copies what a server needs from the package's `native` directory to `dir`, readable by everyone. What is there already, in the right
 * size, stays; each file appears complete or not at all, so that a copy cut short is finished by the next call.
 *
 * Fails where the owner cannot reach `dir`, or where somebody else could have put programs there.
 */
export async function copyRuntime(native: string, dir: string, owner: Owner): Promise<void> {
  const made = await mkdir(dir, { recursive: true })
  try {
    await openDirectory(dirname(dir))
    await openDirectory(dir)
    await assertReachable(dir, owner)
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw error
  }
  for (const entry of await readdir(native, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const inside = relative(native, path)
    if (NOT_NEEDED.test(inside)) continue
    if (entry.isDirectory()) await openDirectory(join(dir, inside))
    else if (entry.isFile()) await copyOnce(path, join(dir, inside))
  }
  await linkCopies(native, dir)
}

async function linkCopies(native: string, dir: string): Promise<void> {
  for (const { source, target } of await readLinks(native)) {
    const path = join(dir, relative('native', target))
    await symlink(basename(source), path).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error
    })
  }
}

interface Link {
  source: string
  target: string
}

/** Paths are relative to the package. */
async function readLinks(native: string): Promise<Link[]> {
  return JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Link[]
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

/** Makes a directory that all may read, whatever the umask says. In a place such as /tmp, somebody else may have been there first. */
async function openDirectory(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  const found = await lstat(dir)
  const ours = found.isDirectory() && found.uid === (await ownUser()).uid && (found.mode & 0o022) === 0
  if (!ours) throw new Error(`${dir} is not ours alone, so no programs are run from it`)
  await chmod(dir, 0o755)
}

async function assertReachable(dir: string, owner: Owner): Promise<void> {
  await promisify(execFile)('/bin/sh', ['-c', 'cd -- "$1"', 'sh', dir], { ...identityOf(owner), cwd: '/', env: {} })
}
