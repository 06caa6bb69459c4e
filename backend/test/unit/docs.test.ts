import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const markdownIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))

const records = markdownIn('docs/decisions')
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...markdownIn('docs'),
  ...markdownIn('bench'),
  'embedded-postgres/README.md',
  'backend/test/soak/README.md',
]

/** Where a path in a document may start. */
const bases = ['', 'backend/test', 'backend/test/integration', 'frontend/src']
const exists = (path: string): boolean => bases.some((base) => existsSync(join(root, base, path)))

/** `folder/name.ext` or `folder/` in backticks, as long as it names a file of this repository. */
const namedFile = /`([\w@.-]+(?:\/[\w@.-]+)*\/(?:[\w@.-]+\.(?:ts|tsx|mjs|sql|yml|yaml|json|md|conf|service|sh))?)`/g
/** Created by running the program or the build. */
const created = /^(?:data|dist|dist-package|backend\/(?:dist|bundle)|frontend\/dist|DATA_DIR|spool|owners)\//

function linksOf(file: string): { path: string; anchor: string | undefined }[] {
  return [...read(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#')
      return { path: path === '' ? file : relative(root, join(root, dirname(file), path)), anchor }
    })
}

/** GitHub's anchors of the headings in `file`. */
function anchorsOf(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe.each(documents)('%s', (file) => {
  it('links to files and headings that exist', () => {
    const broken = linksOf(file).filter(
      ({ path, anchor }) =>
        !existsSync(join(root, path)) || (anchor !== undefined && !anchorsOf(path).includes(anchor)),
    )
    expect(broken).toEqual([])
  })

  it('names files that exist', () => {
    const named = [...read(file).matchAll(namedFile)].map(([, path = '']) => path)
    expect(named.filter((path) => !created.test(path) && !exists(path))).toEqual([])
  })
})

describe('docs/', () => {
  it('contains every document that a source names', () => {
    const sources = [
      'backend/src',
      'catalog/src',
      'frontend/src',
      'embedded-postgres/src',
      'scripts',
      'bench',
      'ops',
    ].flatMap(sourcesIn)
    const named = sources.flatMap((file) =>
      [...read(file).matchAll(/\bdocs\/[\w/-]+\.md\b/g)].map(([path]) => ({ file, path })),
    )
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter(({ path }) => !existsSync(join(root, path)))).toEqual([])
  })

  it('keeps decision records to 400 words', () => {
    expect(records.filter((file) => wordsIn(file) > 400).map((file) => `${file}: ${wordsIn(file)}`)).toEqual([])
  })

  it('keeps the architecture to one page', () => {
    expect(wordsIn('docs/architecture.md')).toBeLessThanOrEqual(800)
  })
})

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !['node_modules', 'dist', 'bundle', 'seed', 'test-results'].includes(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return sourcesIn(path)
      return /\.(?:ts|tsx|mjs|sql|yml|yaml|conf|service)$/.test(entry.name) ? [path] : []
    })
}

/** Words of prose: a table's bars and a list's marks are none. */
function wordsIn(file: string): number {
  return read(file)
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length
}
