/** Makes a checkout ready to run: installs packages that are missing and builds what is out of date. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../root.mjs'
import { acquireLock, lockFile } from './lock.mjs'
import { NPM, npmEnv } from './npm.mjs'

/**
 * Prepares this checkout, or ends the process with the reason. Output goes to standard error, so that the output of a command
 * stays clean.
 * @param {{tests?: boolean}} [options] `tests`: with the packages that only tests and checks need
 */
export async function prepare({ tests = false } = {}) {
  try {
    await makeReady(ROOT, { tests })
  } catch (error) {
    console.error(error.message)
    process.exit(error.exitCode ?? 1)
  }
}

/**
 * Does nothing, and needs no network, if the checkout is ready.
 * @param {string} root
 * @param {{tests?: boolean, say?: (line: string) => void}} [options]
 */
export async function makeReady(root, { tests = false, say = console.error } = {}) {
  const isReady = () => isInstalled(root, tests) && builds(root).every((build) => isBuilt(root, build))
  if (!existsSync(lockFile(root)) && isReady()) return
  const release = await acquireLock(root, say)
  try {
    if (!isInstalled(root, tests)) await install(root, tests, say)
    for (const build of builds(root)) if (!isBuilt(root, build)) await runBuild(root, build, say)
  } finally {
    release()
  }
}

/** What is built, in order. A build is out of date if one of its inputs is newer than its stamp. */
function builds(root) {
  const libraries = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).references.map(({ path }) => path)
  const page = ['src', 'build', 'public', 'viewer', 'index.html', 'vite.config.ts', 'package.json']
  return [
    {
      name: 'program',
      inputs: [
        ...libraries.flatMap((path) => [`${path}/src`, `${path}/tsconfig.json`, `${path}/package.json`]),
        'tsconfig.base.json',
        'scripts/prepare/bundle.mjs',
      ],
      steps: [['node_modules/typescript/bin/tsc', '-b'], ['scripts/prepare/bundle.mjs']],
      stamp: 'backend/bundle/.built',
    },
    {
      name: 'page',
      inputs: ['catalog/src', ...page.map((path) => `frontend/${path}`)],
      steps: [['node_modules/vite/bin/vite.js', 'build', 'frontend', '--logLevel', 'warn']],
      stamp: 'frontend/dist/.built',
    },
  ]
}

function isBuilt(root, { inputs, stamp }) {
  const newest = Math.max(...[...inputs, 'package-lock.json'].map((path) => newestBelow(join(root, path))))
  return newest < changedAt(join(root, stamp))
}

async function runBuild(root, { name, steps, stamp }, say) {
  say(`Building the ${name}…`)
  const started = new Date()
  rmSync(join(root, stamp), { force: true })
  for (const step of steps)
    await run(process.execPath, step, { cwd: root }, `The ${name} does not compile; the errors are above.`)
  writeFileSync(join(root, stamp), '')
  // A file that changed during the build is newer than the stamp.
  utimesSync(join(root, stamp), started, started)
}

function isInstalled(root, tests) {
  const installedAt = changedAt(join(root, 'node_modules/.package-lock.json'))
  return installedAt > changedAt(join(root, 'package-lock.json')) && (!tests || hasTestPackages(root))
}

/** The program and its build need what is in `dependencies`; `devDependencies` are for tests and checks. */
async function install(root, tests, say) {
  const hidden = join(root, 'node_modules/.package-lock.json')
  const isFirst = !existsSync(hidden)
  const scope = tests || hasTestPackages(root) ? '--include=dev' : '--omit=dev'
  const flags = [scope, '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  say(isFirst ? 'Installing packages (first start only)…' : 'Installing packages that have changed…')
  await run(
    NPM.command,
    [...(isFirst ? ['ci'] : ['install', '--no-save']), ...flags],
    { cwd: root, shell: NPM.shell, env: npmEnv(process.env) },
    'The packages could not be installed; the output of npm is above. Check that the npm registry can be reached and that the disk has 500 MB free, then start again.',
  )
  utimesSync(hidden, new Date(), new Date())
}

function hasTestPackages(root) {
  return existsSync(join(root, 'node_modules/vitest/package.json'))
}

/** Runs a command with its output on standard error. SIGINT and SIGTERM stop it and are reported as the failure. */
async function run(command, args, options, failure) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 2, 2] })
  let stoppedBy
  const stop = (signal) => child.kill((stoppedBy = signal))
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const code = await new Promise((resolve) => child.once('error', resolve).once('close', resolve))
  process.off('SIGINT', stop).off('SIGTERM', stop)
  if (stoppedBy) throw Object.assign(new Error('Stopped.'), { exitCode: 128 + constants.signals[stoppedBy] })
  if (code !== 0) throw new Error(code instanceof Error ? `${failure} (${code.message})` : failure)
}

/** The newest modification time of a file, or of a folder and everything in it: deleting a file changes its folder. */
function newestBelow(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestBelow(join(path, name))))
}

function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
