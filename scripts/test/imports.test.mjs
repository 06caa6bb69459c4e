import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findImports, findViolations } from '../imports/violations.mjs'

let root
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modelkeep-imports-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const plant = (path, content) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

describe('findImports', () => {
  it('finds every form of import', () => {
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
  it('ignores comments and strings', () => {
    expect(
      findImports(
        `// import x from 'x'\n * import y from 'y'\nconst text = 'not an import from "z"'\nexport const a = from('b')`,
      ),
    ).toEqual([])
  })
})

describe('the import rules', () => {
  it.each([
    ['catalog/src/a.ts', `import { b } from '../../backend/src/b.js'`, 'catalog/src'],
    ['catalog/src/a.ts', `export * from '@modelkeep/backend/b'`, 'catalog/src'],
    ['catalog/src/a.ts', `import { join } from 'node:path'`, 'catalog/src'],
    ['catalog/src/a.ts', `import express from 'express'`, 'catalog/src'],
    ['catalog/src/a.ts', 'export const now = () => new Date()', 'catalog/src'],
    ['catalog/src/a.ts', 'export const now = () => Date()', 'catalog/src'],
    ['backend/src/a.ts', `const b = await import('../../frontend/src/b.js')`, 'backend'],
    ['backend/src/a.ts', `import '../../scripts/b.mjs'`, 'backend'],
    ['frontend/src/a.tsx', `import type { B } from '../../backend/src/b.js'`, 'frontend'],
    ['backend/src/upstream/deep/a.ts', `import { pool } from '../../postgres/pool.js'`, 'backend/src/upstream'],
    ['backend/src/postgres/a.ts', `import { client } from '../upstream/client.js'`, 'backend/src/postgres'],
    ['backend/src/snapshot/a.ts', `import { pool } from '../postgres/pool.js'`, 'backend/src/snapshot'],
    ['backend/src/sync/a.ts', `import { marks } from '../history/history-marks.js'`, 'backend/src/sync'],
    ['backend/src/catalogue/a.ts', `import { snapshot } from '../snapshot/snapshot.js'`, 'backend/src/catalogue'],
    ['backend/src/lib/a.ts', `import { config } from '../config.js'`, 'backend/src/lib'],
    ['backend/src/observe/a.ts', `import { server } from '../http/server.js'`, 'backend/src/observe'],
    ['frontend/src/features/compare/a.tsx', `import { b } from '../explore/b.js'`, 'frontend/src/features/*'],
    ['frontend/src/features/compare/a.tsx', `import { b } from '../../app/b.js'`, 'frontend/src/features/*'],
    ['frontend/src/shared/a.tsx', `import { b } from '../features/explore/b.js'`, 'frontend/src/shared'],
  ])('reject %s with %s', (path, content, rule) => {
    plant(path, content)
    expect(findViolations(root)).toEqual([expect.stringContaining(`(${rule}: `)])
  })
  it.each([
    [
      'catalog/src/a.ts',
      `import { z } from 'zod'\nimport { b } from './b.js'\nexport const at = (text: string) => new Date(text)\n// never new Date()\nexport const url = 'https://x'`,
    ],
    [
      'backend/src/a.ts',
      `import { b } from '@modelkeep/catalog/b'\nimport { join } from 'node:path'\nconst now = new Date()`,
    ],
    ['backend/src/app.ts', `import { pool } from './postgres/pool.js'\nimport { client } from './upstream/client.js'`],
    [
      'backend/src/sync/a.ts',
      `import { client } from '../upstream/client.js'\nimport type { Config } from '../config.js'`,
    ],
    [
      'frontend/src/features/compare/deep/a.tsx',
      `import { b } from '../b.js'\nimport { c } from '../../../shared/c.js'`,
    ],
    ['backend/test/unit/a.test.ts', `import { b } from '../../../scripts/b.mjs'`],
    ['catalog/test/a.test.ts', `import { b } from '../../backend/src/b.js'`],
    ['backend/dist/a.js', `import '../../frontend/src/b.js'`],
  ])('accept %s with %s', (path, content) => {
    plant(path, content)
    expect(findViolations(root)).toEqual([])
  })
})
