import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const fromRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const lines = (count) => Array.from({ length: count }, (_, n) => `export const a${n} = ${n}`).join('\n')
const longFunction = `export function long() {\n${Array.from({ length: 120 }, (_, n) => `  globalThis.name = '${n}'`).join('\n')}\n}`

/** Path, content, and the rule that must reject it; null if it must pass. */
const planted = [
  ['catalog/src/builtin.ts', `import { join } from 'path'\nexport const a = join('a')`, 'no-nodejs-modules'],
  ['catalog/src/clock.ts', 'export const now = () => Date.now()', 'no-restricted-properties'],
  ['catalog/src/dice.ts', 'export const dice = () => Math.random()', 'no-restricted-properties'],
  ...['process', 'setTimeout', 'setInterval', 'fetch', 'performance'].map((name) => [
    `catalog/src/global-${name}.ts`,
    `export const a = ${name}`,
    'no-restricted-globals',
  ]),
  ['catalog/src/hidden.ts', 'export const a = globalThis.process', 'no-restricted-properties'],
  ['catalog/src/log.ts', `console.log('x')\nexport const a = 1`, 'no-console'],
  ['catalog/src/fine.ts', `import Big from 'big.js'\nexport const a = new Big('1')`, null],
  ['catalog/src/one.ts', `import { two } from './two.js'\nexport const one = () => two`, 'no-cycle'],
  ['catalog/src/two.ts', `import { one } from './one.js'\nexport const two = () => one`, 'no-cycle'],
  ['catalog/src/long.ts', lines(221), 'max-lines'],
  [
    'catalog/test/long.test.ts',
    `import { expect, it } from 'vitest'\n${lines(221)}\nit('is', () => expect(process.pid).toBe(1))`,
    null,
  ],
  ['backend/src/long-function.ts', longFunction, 'max-lines-per-function'],
  ['backend/src/promise.ts', 'export const a = async () => {}\na()', 'no-floating-promises'],
  ['backend/src/process.ts', 'export const a = process.pid', 'no-restricted-globals'],
  ['backend/src/node-process.ts', `import { pid } from 'node:process'\nexport const a = pid`, 'no-restricted-imports'],
  ['backend/src/log.ts', `console.log('x')\nexport const a = 1`, 'no-console'],
  ['backend/src/main.ts', 'console.log(process.pid)\nexport const a = 1', null],
  ['backend/src/cli/main.ts', `import { pid } from 'node:process'\nconsole.log(pid)\nexport const a = 1`, null],
  ['scripts/a.mjs', 'console.log(process.pid)', null],
]

let found
let root

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'modelkeep-lint-')))
  for (const [path, content] of planted) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `${content}\n`)
  }
  writeFileSync(
    join(root, 'tsconfig.json'),
    '{"compilerOptions":{"strict":true,"module":"nodenext","target":"es2023","types":[]},"include":["catalog","backend"]}',
  )
  copyFileSync(fromRoot('.oxlintrc.json'), join(root, '.oxlintrc.json'))
  // oxlint looks for tsgolint, its type-aware part, on the PATH.
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [fromRoot('node_modules/oxlint/bin/oxlint'), '--type-aware', '-f', 'json'],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PATH: [fromRoot('node_modules/.bin'), process.env.PATH].join(delimiter) },
    },
  )
  if (!stdout.startsWith('{')) throw new Error(`oxlint did not run: ${stdout}${stderr}`)
  found = new Map()
  for (const { filename, code } of JSON.parse(stdout).diagnostics) {
    const path = filename.replace(`${root}/`, '')
    found.set(path, [...(found.get(path) ?? []), code.replace(/^.*\((.*)\)$/, '$1')])
  }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('the lint rules', () => {
  it.each(planted.filter(([, , rule]) => rule !== null).map(([path, , rule]) => [path, rule]))(
    'reject %s by %s',
    (path, rule) => {
      expect(found.get(path)).toContain(rule)
    },
  )
  it.each(planted.filter(([, , rule]) => rule === null).map(([path]) => path))('accept %s', (path) => {
    expect(found.get(path)).toBeUndefined()
  })
})
