import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PrepareError, runQuietly } from './child.mjs'
import { withCheckoutLock } from './lock.mjs'

const ROOMS = ['catalog', 'backend']
const SETTINGS = ['tsconfig.json', 'tsconfig.base.json', 'node_modules/typescript/package.json']

/**
 * What has to be done to the compiled program: `ready` nothing; `build` sources changed;
 * `force` outputs are missing, which the compiler alone would not notice: it trusts its own record.
 * Sources are compared by content: a fresh checkout, a copy or an image layer changes times, and this reads 1 MB.
 * @param {string} root
 * @returns {{state: 'ready' | 'build' | 'force', key: string}}
 */
export function buildState(root) {
  const sources = ROOMS.flatMap(room => filesBelow(join(root, room, 'src')).map(path => join(room, 'src', path)))
  const settings = [...SETTINGS, ...ROOMS.flatMap(room => [join(room, 'tsconfig.json'), join(room, 'package.json')])]
  const hash = createHash('sha256')
  for (const path of [...settings, ...sources]) {
    const bytes = existsSync(join(root, path)) ? readFileSync(join(root, path)) : ''
    hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  }
  const key = hash.digest('hex')
  const outputs = sources.filter(path => /(?<!\.d)\.ts$/.test(path)).map(path => path.replace(/^(\w+)\/src\/(.*)\.ts$/, '$1/dist/$2.js'))
  if (!outputs.every(path => existsSync(join(root, path)))) return { state: 'force', key }
  return { state: readStamp(root) === key ? 'ready' : 'build', key }
}

/**
 * Compiles what is out of date.
 * @param {string} root
 * @param {{say: (line: string) => void}} options
 * @throws {PrepareError} with the compiler's errors
 */
export async function ensureBuilt(root, { say }) {
  if (buildState(root).state === 'ready') return
  await withCheckoutLock(root, { say }, async lock => {
    const { state, key } = buildState(root)
    if (state === 'ready') return
    say('Building…')
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const args = [compiler, '-b', '--pretty', 'false', ...(state === 'force' ? ['--force'] : [])]
    const { code, tail, seconds } = await runQuietly(process.execPath, args, { cwd: root, say, onPid: lock.track })
    if (code !== 0) throw new PrepareError(`${tail}\n\nThe sources do not compile (tsc ended with ${code}; the end of its output is above): correct them, then start again.`)
    writeStamp(root, key)
    say(`Built in ${seconds}.`)
  })
}

function filesBelow(folder, prefix = '') {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => (entry.isDirectory() ? filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`]))
}

function stampPath(root) {
  return join(root, 'backend', 'dist', '.modelkeep-build')
}

function readStamp(root) {
  try {
    return readFileSync(stampPath(root), 'utf8').trim()
  } catch {
    return null
  }
}

function writeStamp(root, key) {
  mkdirSync(dirname(stampPath(root)), { recursive: true })
  writeFileSync(stampPath(root), `${key}\n`)
}
