import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findImports, findViolations } from '../../../../scripts/dependencies/rooms.mjs'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modelkeep-rooms-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const plant = (path: string, content: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

describe('import statements', () => {
  it('are found in every form', () => {
    const source = `#!/usr/bin/env node
      import a from 'a'
      import { b,
        c as d } from "b"
      import type { E } from './e.js'
      import * as f from 'f'
      import './g.js'
      export { h } from 'h'
      export * from 'i'
      const j = await import('j')
      const k = require('k')`
    expect(findImports(source)).toEqual(['a', 'b', './e.js', 'f', './g.js', 'h', 'i', 'j', 'k'])
  })
  it('are not seen in comments and sentences', () => {
    expect(
      findImports(
        `// import x from 'x'\n * import y from 'y'\nconst text = 'not an import from "z"'\nexport const a = from('b')`,
      ),
    ).toEqual([])
  })
})

describe('rooms', () => {
  it.each([
    ['catalog/src/a.ts', `import { b } from '../../backend/src/b.js'`, 'catalog does not know backend'],
    [
      'catalog/src/model/a.ts',
      `import { b } from '../price/b.js'`,
      'catalog/src/model may not import catalog/src/price',
    ],
    [
      'catalog/src/unlisted/a.ts',
      `import { b } from '../model/b.js'`,
      'catalog/src/unlisted may not import catalog/src/model',
    ],
    ['catalog/src/a.ts', `export * from '@modelkeep/backend/b'`, 'catalog does not know backend'],
    ['catalog/src/a.ts', `import { join } from 'node:path'`, 'catalog does no I/O'],
    ['catalog/src/a.ts', 'export const now = () => new Date()', 'catalog is given the time'],
    ['catalog/src/a.ts', 'export const now = () => Date()', 'catalog is given the time'],
    ['backend/src/a.ts', `const b = await import('../../frontend/src/b.js')`, 'backend does not know frontend'],
    ['backend/src/a.ts', `import '../../scripts/b.mjs'`, 'backend does not know scripts'],
    ['frontend/src/a.tsx', `import type { B } from '../../backend/src/b.js'`, 'frontend does not know backend'],
    [
      'backend/src/upstream/deep/a.ts',
      `import { pool } from '../../postgres/pool.js'`,
      'backend/src/upstream does not know backend/src/postgres',
    ],
    [
      'backend/src/snapshot/a.ts',
      `import { pool } from '../postgres/pool.js'`,
      'backend/src/snapshot does not know backend/src/postgres',
    ],
  ])('objects to %s with %s', (path, content, rule) => {
    plant(path, content)
    expect(findViolations(root)).toEqual([expect.stringContaining(`(${rule})`)])
  })
  it.each([
    [
      'catalog/src/a.ts',
      `import { z } from 'zod'\nimport { b } from './b.js'\nexport const at = (text: string) => new Date(text)\n// never new Date()\nexport const url = 'https://x'`,
    ],
    ['catalog/src/changes/a.ts', `import { b } from '../query/b.js'\nimport { c } from './c.js'`],
    [
      'backend/src/a.ts',
      `import { b } from '@modelkeep/catalog/b'\nimport { join } from 'node:path'\nconst now = new Date()`,
    ],
    ['backend/src/app.ts', `import { pool } from './postgres/pool.js'\nimport { client } from './upstream/client.js'`],
    ['backend/test/unit/a.test.ts', `import { b } from '../../../scripts/b.mjs'`],
    ['catalog/test/a.test.ts', `import { b } from '../../backend/src/b.js'`],
    ['backend/dist/a.js', `import '../../frontend/src/b.js'`],
  ])('has nothing against %s with %s', (path, content) => {
    plant(path, content)
    expect(findViolations(root)).toEqual([])
  })
})
