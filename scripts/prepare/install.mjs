import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PrepareError, runQuietly } from './child.mjs'
import { withCheckoutLock } from './lock.mjs'
import { npmCommand, npmEnv } from './npm.mjs'

// Everything is wanted, whatever NODE_ENV or the user's npmrc leave out: the build needs types, and the platform's own
// binaries are optional dependencies.
const FLAGS = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=warn']

/** @returns {{node: string, platform: string}} what an install depends on besides the lock file */
export function runtimeHere() {
  return { node: process.versions.node.split('.')[0], platform: `${process.platform}-${process.arch}` }
}

/**
 * What has to be done to node_modules:
 * `ready` nothing; `adopt` it fits, but was not installed by us (npm ci by hand): only the stamp is missing;
 * `rebuild` it was installed for another Node: install scripts run again, no network; `install` anything else.
 * @param {string} root
 * @param {{node: string, platform: string}} runtime
 * @returns {'ready' | 'adopt' | 'rebuild' | 'install'}
 */
export function installState(root, runtime) {
  const hidden = readJson(join(root, 'node_modules', '.package-lock.json'))
  if (hidden === null || !existsSync(join(root, 'node_modules', 'typescript', 'package.json'))) return 'install'
  const stamp = readJson(stampPath(root))
  if (stamp !== null && stamp.platform !== runtime.platform) return 'install'
  const unchanged = stamp?.lock === lockHash(root)
  if (!unchanged && !isInstalled(readJson(join(root, 'package-lock.json')), hidden, runtime)) return 'install'
  if (stamp !== null && stamp.node !== runtime.node) return 'rebuild'
  return unchanged ? 'ready' : 'adopt'
}

/**
 * Whether what npm says it installed is what the lock file asks for on this platform.
 * @param {{packages?: Record<string, any>} | null} lock package-lock.json
 * @param {{packages?: Record<string, any>}} hidden node_modules/.package-lock.json
 * @param {{platform: string}} runtime
 */
export function isInstalled(lock, hidden, runtime) {
  if (!lock?.packages) return false
  const [os, cpu] = runtime.platform.split('-')
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true
    const found = hidden.packages?.[path]
    if (found) return found.version === wanted.version && Boolean(found.link) === Boolean(wanted.link)
    if (!wanted.optional && !wanted.devOptional && !wanted.peer) return false
    // Binaries for other platforms are rightly absent. Which libc npm found is not known here: it is left to npm.
    return wanted.libc !== undefined || !wanted.os?.includes(os) || !wanted.cpu?.includes(cpu)
  })
}

/**
 * Installs packages where that is needed.
 * @param {string} root
 * @param {{say: (line: string) => void, runtime?: {node: string, platform: string}, env?: NodeJS.ProcessEnv}} options
 * @throws {PrepareError} with the end of npm's output and what to do
 */
export async function ensureInstalled(root, { say, runtime = runtimeHere(), env = process.env }) {
  const state = installState(root, runtime)
  if (state === 'ready') return
  if (state === 'adopt') return writeStamp(root, runtime)
  await withCheckoutLock(root, { say }, async (lock) => {
    // Another start may have done it while this one waited.
    const now = installState(root, runtime)
    if (now === 'rebuild') await rebuild(root, { say, env, lock })
    if (now === 'install') await install(root, { say, env, lock })
    if (now !== 'ready') writeStamp(root, runtime)
  })
}

async function rebuild(root, { say, env, lock }) {
  say('Fitting the installed packages to this version of Node…')
  const { code } = await npm(['rebuild'], root, { say, env, lock })
  if (code !== 0) await install(root, { say, env, lock })
}

async function install(root, { say, env, lock }) {
  const first = !existsSync(join(root, 'node_modules', '.package-lock.json'))
  const locked = existsSync(join(root, 'package-lock.json'))
  say(first ? 'Installing packages (first start only)…' : 'Installing packages (they changed since the last start)…')
  rmSync(stampPath(root), { force: true })
  const { code, tail, seconds } = await npm([locked ? 'ci' : 'install', ...FLAGS], root, { say, env, lock })
  if (code === 0) return say(`Installed in ${seconds}.`)
  throw new PrepareError(
    [
      tail,
      '',
      `Packages could not be installed (npm ${locked ? 'ci' : 'install'} ended with ${code}; the end of its output is above).`,
      'Check that the npm registry can be reached and that the disk has 500 MB free, then start again.',
    ].join('\n'),
  )
}

function npm(args, root, { say, env, lock }) {
  const { command, args: first, shell } = npmCommand(env, process.execPath, process.platform)
  return runQuietly(command, [...first, ...args], { cwd: root, env: npmEnv(env), shell, say, onPid: lock.track })
}

function lockHash(root) {
  const file = ['package-lock.json', 'package.json'].map((name) => join(root, name)).find((path) => existsSync(path))
  return createHash('sha256')
    .update(file ? readFileSync(file) : '')
    .digest('hex')
}

function stampPath(root) {
  return join(root, 'node_modules', '.modelkeep-install.json')
}

function writeStamp(root, runtime) {
  try {
    writeFileSync(stampPath(root), `${JSON.stringify({ lock: lockHash(root), ...runtime })}\n`)
  } catch {
    // A checkout that this user may only read is as good as installed; it is looked at again the next time.
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
