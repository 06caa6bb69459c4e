import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PrepareError, runQuietly } from './child.mjs'
import { withCheckoutLock } from './lock.mjs'

// What is built, in order: from which files, into which, and how. The bundle takes in what the program's stamp stands for, the page
// the catalogue's sources.
const PROGRAM = {
  name: 'program',
  inputs: [
    'tsconfig.json',
    'tsconfig.base.json',
    'node_modules/typescript/package.json',
    ...['catalog', 'embedded-postgres', 'backend'].flatMap((room) => [
      `${room}/src`,
      `${room}/tsconfig.json`,
      `${room}/package.json`,
    ]),
  ],
  outputs: (inputs) =>
    inputs
      .filter((path) => /(?<!\.d)\.ts$/.test(path))
      .map((path) => path.replace(/^([\w-]+)\/src\/(.*)\.ts$/, '$1/dist/$2.js')),
  stamp: 'backend/dist/.modelkeep-build',
  // What is missing the compiler alone would not notice: it trusts its own record.
  command: (state) => [
    'node_modules/typescript/bin/tsc',
    '-b',
    '--pretty',
    'false',
    ...(state === 'force' ? ['--force'] : []),
  ],
  folder: '.',
}
const BUNDLE = {
  name: 'bundle of the program',
  inputs: [PROGRAM.stamp, 'node_modules/esbuild/package.json', 'scripts/prepare/bundle.mjs'],
  outputs: () => ['backend/bundle/main.js', 'backend/bundle/cli.js'],
  stamp: 'backend/bundle/.modelkeep-build',
  command: () => ['scripts/prepare/bundle.mjs'],
  folder: '.',
}
const PAGE = {
  name: 'page',
  inputs: [
    'catalog/src',
    'node_modules/vite/package.json',
    'node_modules/@mantine/core/package.json',
    'node_modules/swagger-ui-dist/package.json',
    ...['src', 'build', 'public', 'viewer', 'index.html', 'vite.config.ts', 'package.json'].map(
      (path) => `frontend/${path}`,
    ),
  ],
  outputs: () => ['frontend/dist/index.html', 'frontend/dist/assets', 'frontend/dist/docs/index.html'],
  stamp: 'frontend/dist/.modelkeep-build',
  command: () => ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn', '--clearScreen', 'false'],
  folder: 'frontend',
}
const BUILDS = [PROGRAM, BUNDLE, PAGE]

/**
 * What has to be done to what is built: `ready` nothing; `build` sources changed; `force` outputs are missing.
 * Sources are compared by content: a fresh checkout, a copy or an image layer changes times, and this reads 2 MB.
 * @param {string} root
 * @returns {'ready' | 'build' | 'force'}
 */
export function buildState(root) {
  const states = BUILDS.map((build) => stateOf(root, build).state)
  return states.find((state) => state !== 'ready') ?? 'ready'
}

function stateOf(root, { inputs, outputs, stamp }) {
  const files = inputs.flatMap((path) => filesAt(root, path))
  const hash = createHash('sha256')
  for (const path of files) {
    const bytes = readFileSync(join(root, path))
    hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  }
  const key = hash.digest('hex')
  if (!outputs(files).every((path) => existsSync(join(root, path)))) return { state: 'force', key }
  return { state: readStamp(join(root, stamp)) === key ? 'ready' : 'build', key }
}

/**
 * Builds what is out of date.
 * @param {string} root
 * @param {{say: (line: string) => void}} options
 * @throws {PrepareError} with the errors of what built it
 */
export async function ensureBuilt(root, { say }) {
  if (buildState(root) === 'ready') return
  await withCheckoutLock(root, { say }, async (lock) => {
    for (const build of BUILDS) {
      const { state, key } = stateOf(root, build)
      if (state === 'ready') continue
      say(`Building the ${build.name}…`)
      const [script, ...args] = build.command(state)
      const { code, tail, seconds } = await runQuietly(process.execPath, [join(root, script), ...args], {
        cwd: join(root, build.folder),
        say,
        onPid: lock.track,
      })
      if (code !== 0)
        throw new PrepareError(
          `${tail}\n\nThe ${build.name} does not compile (it ended with ${code}; the end of its output is above): correct it, then start again.`,
        )
      writeStamp(join(root, build.stamp), key)
      say(`Built the ${build.name} in ${seconds}.`)
    }
  })
}

/** A file, or all files below a folder, as paths from the root; none where there is nothing. */
function filesAt(root, path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  return statSync(full).isDirectory() ? filesBelow(full).map((name) => `${path}/${name}`) : [path]
}

function filesBelow(folder, prefix = '') {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory()
        ? filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`)
        : [`${prefix}${entry.name}`],
    )
}

function readStamp(path) {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}

function writeStamp(path, key) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${key}\n`)
}
