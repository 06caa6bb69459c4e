import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { RULES } from './rules.mjs'

const FOLDERS = [...new Set(RULES.map(({ folder }) => folder.split('/')[0]))]
const SOURCE = /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs)$/
const SKIPPED = new Set(['node_modules', 'dist', 'bundle', 'coverage', 'data', 'test'])
/** Reads of the clock that lint cannot express. */
const CLOCK = /\bnew\s+Date\s*(\(\s*\)|[;,)\]}])|(?<!new\s+|[.\w])Date\s*\(/

/**
 * Finds the imports below `root` that break a rule.
 * @param {string} root
 * @returns {string[]} one line each: `file: imports what (rule)`
 */
export function findViolations(root) {
  return FOLDERS.flatMap((folder) => sourcesBelow(join(root, folder))).flatMap((path) => {
    const file = relative(root, path).split(sep).join('/')
    const source = readFileSync(path, 'utf8')
    return RULES.flatMap((rule) => {
      const home = ownFolder(rule.folder, file)
      if (home === null) return []
      const imports = findImports(source)
        .filter((specifier) => !isAllowed(rule, home, file, specifier))
        .map((specifier) => `${file}: imports ${specifier} (${rule.folder}: ${rule.why})`)
      const readsClock = rule.readsClock === false && CLOCK.test(withoutComments(source))
      return readsClock ? [...imports, `${file}: reads the clock (${rule.folder}: ${rule.why})`] : imports
    })
  })
}

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

function isAllowed({ mayImport, mustNotImport = [], packages }, home, file, specifier) {
  const target = resolve(file, specifier)
  if (target === null) return packages === undefined || packages.includes(specifier)
  if (isBelow(home, target)) return true
  if (mayImport !== undefined && !mayImport.some((folder) => isBelow(folder, target))) return false
  return !mustNotImport.some((folder) => ownFolder(folder, target) !== null)
}

/** The imported file as a path from the root; null for a package of someone else. */
function resolve(file, specifier) {
  const [, own, path = ''] = /^@modelkeep\/([^/]+)(\/.*)?$/.exec(specifier) ?? []
  if (own) return `${own}/src${path}`
  return /^\.\.?(\/|$)/.test(specifier) ? posix.join(dirname(file), specifier) : null
}

/** The folder that matches `pattern` and contains `path`, or null. */
function ownFolder(pattern, path) {
  const depth = pattern.split('/').length
  const folder = path.split('/').slice(0, depth)
  const matches = pattern.split('/').every((part, at) => part === '*' || part === folder[at])
  return matches && path.split('/').length > depth ? folder.join('/') : null
}

function isBelow(folder, path) {
  return path === folder || path.startsWith(`${folder}/`)
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
