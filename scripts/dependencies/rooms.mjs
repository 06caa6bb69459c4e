/** Which room may import from which: read off the import statements, resolved to the file that they mean. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'

const ROOMS = ['catalog', 'embedded-postgres', 'backend', 'frontend', 'scripts', 'e2e', 'bench']
const SOURCE = /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs)$/
const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'data'])
/** catalog and embedded-postgres know nobody, frontend knows the catalogue, backend knows both. Tests may import anything. */
const KNOWS = {
  catalog: ['catalog'],
  'embedded-postgres': ['embedded-postgres'],
  backend: ['backend', 'catalog', 'embedded-postgres'],
  frontend: ['frontend', 'catalog'],
}
/** Inside a room: folders that are only brought together by the composition root. */
const STRANGERS = {
  'backend/src/upstream': ['backend/src/postgres', 'backend/src/http', 'backend/src/snapshot'],
  'backend/src/postgres': ['backend/src/http', 'backend/src/upstream', 'backend/src/snapshot'],
  'backend/src/snapshot': ['backend/src/http', 'backend/src/postgres'],
  'backend/src/observe': ['backend/src/http', 'backend/src/postgres', 'backend/src/snapshot', 'backend/src/upstream'],
}
/** What a room that reads no clock must not say, besides what lint can express. */
const CLOCK = /\bnew\s+Date\s*(\(\s*\)|[;,)\]}])|(?<!new\s+|[.\w])Date\s*\(/

/**
 * The specifiers of a module's imports, in order: `import`, `export … from`, `import()` and `require()`.
 * @param {string} source
 * @returns {string[]}
 */
export function findImports(source) {
  const statements =
    /^[ \t]*(?:import|export)\s+(?:[\w*{},$\s]+?\s*\bfrom\s*)?(['"])([^'"\n]+)\1|(?<![.\w])(?:import|require)\s*\(\s*(['"`])([^'"`\n]+)\3/gm
  return Array.from(source.matchAll(statements), (match) => match[2] ?? match[4])
}

/**
 * Every import in `root` that goes a way it may not, as `file: imports what (rule)`.
 * @param {string} root
 * @returns {string[]}
 */
export function findViolations(root) {
  return ROOMS.flatMap((room) => sourcesBelow(join(root, room)))
    .map((path) => relative(root, path).split(sep).join('/'))
    .filter((file) => !/(^|\/)test\//.test(file))
    .flatMap((file) => {
      const source = readFileSync(join(root, file), 'utf8')
      const imports = findImports(source).flatMap((specifier) => objections(file, specifier))
      return file.startsWith('catalog/src/') && CLOCK.test(withoutComments(source))
        ? [...imports, `${file}: reads the clock (catalog is given the time)`]
        : imports
    })
}

function objections(file, specifier) {
  const room = file.split('/')[0]
  if (room === 'catalog' && specifier.startsWith('node:'))
    return [`${file}: imports ${specifier} (catalog does no I/O)`]
  const target = resolve(file, specifier)
  if (target === null) return []
  const targetRoom = target.split('/')[0]
  if (ROOMS.includes(targetRoom) && KNOWS[room] && !KNOWS[room].includes(targetRoom))
    return [`${file}: imports ${specifier} (${room} does not know ${targetRoom})`]
  const [home, strangers = []] = Object.entries(STRANGERS).find(([folder]) => file.startsWith(`${folder}/`)) ?? []
  const stranger = strangers.find((folder) => target.startsWith(`${folder}/`))
  return stranger ? [`${file}: imports ${specifier} (${home} does not know ${stranger})`] : []
}

/** The path from the root of what is imported, or null where that is a package of someone else's. */
function resolve(file, specifier) {
  if (specifier.startsWith('@modelkeep/')) return specifier.slice('@modelkeep/'.length)
  return /^\.\.?(\/|$)/.test(specifier) ? posix.join(dirname(file), specifier) : null
}

function withoutComments(source) {
  return source.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/.*$/gm, '')
}

function sourcesBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sourcesBelow(join(folder, entry.name))
    return SOURCE.test(entry.name) ? [join(folder, entry.name)] : []
  })
}
