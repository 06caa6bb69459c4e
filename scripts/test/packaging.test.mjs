import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runtimeDependencies } from '../package/runtime-dependencies.mjs'
import { thirdParties } from '../package/third-party.mjs'
import { readAudit } from '../supply/audit.mjs'
import { isAllowed } from '../supply/licences.mjs'
import { inexactVersions, unsealedPackages } from '../supply/lock-rules.mjs'

let root
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modelkeep-packaging-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))
const plant = (path, content) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
}

describe('the dependencies of the package', () => {
  it('are those of the workspaces that run, sorted, without our own workspaces', () => {
    plant('catalog/package.json', { dependencies: { zod: '4.0.0', big: '1.0.0-rc.1' } })
    plant('embedded-postgres/package.json', { dependencies: { pg: '8.0.0' } })
    plant('backend/package.json', {
      dependencies: { '@modelkeep/catalog': '0.1.0', zod: '4.0.0', express: '5.0.0' },
      devDependencies: { openai: '1.0.0' },
    })
    expect(runtimeDependencies(root)).toEqual({ big: '1.0.0-rc.1', express: '5.0.0', pg: '8.0.0', zod: '4.0.0' })
  })
  it.each([
    ['^4.0.0', 'zod ^4.0.0 is not an exact version'],
    ['4.0.1', 'zod is required in two versions: 4.0.0 and 4.0.1'],
  ])('cannot include zod %s', (version, message) => {
    plant('catalog/package.json', { dependencies: { zod: '4.0.0' } })
    plant('embedded-postgres/package.json', {})
    plant('backend/package.json', { dependencies: { zod: version } })
    expect(() => runtimeDependencies(root)).toThrow(message)
  })
})

describe('third-party packages', () => {
  it('include nested, optional and peer dependencies, those of other workspaces too, but none of development', () => {
    plant('package-lock.json', {
      packages: {
        service: { dependencies: { '@modelkeep/catalog': '1', a: '1' }, devDependencies: { dev: '1' } },
        'node_modules/@modelkeep/catalog': { link: true, resolved: 'catalog' },
        catalog: { dependencies: { zod: '1' } },
        'node_modules/zod': { version: '1.0.0', license: 'MIT' },
        'node_modules/a': {
          version: '1.0.0',
          license: 'ISC',
          dependencies: { b: '2' },
          optionalDependencies: { native: '1', absent: '1' },
          peerDependencies: { peer: '1', unwanted: '1' },
          peerDependenciesMeta: { unwanted: { optional: true } },
        },
        'node_modules/a/node_modules/b': { version: '2.0.0' },
        'node_modules/b': { version: '1.0.0', license: 'MIT' },
        'node_modules/native': { version: '1.0.0', license: 'MIT', optional: true },
        'node_modules/peer': { version: '1.0.0', license: 'MIT' },
        'node_modules/unwanted': { version: '1.0.0', license: 'MIT' },
        'node_modules/dev': { version: '1.0.0', license: 'GPL-3.0' },
      },
    })
    plant('node_modules/a/node_modules/b/package.json', { license: { type: 'BSD-3-Clause' } })
    expect(thirdParties(root, 'service').map(({ name, version, licence }) => `${name}@${version} ${licence}`)).toEqual([
      'a@1.0.0 ISC',
      'b@2.0.0 BSD-3-Clause',
      'native@1.0.0 MIT',
      'peer@1.0.0 MIT',
      'zod@1.0.0 MIT',
    ])
  })
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0)', true],
    ['Apache-2.0 AND MIT', true],
    ['MIT AND GPL-3.0', false],
    ['AGPL-3.0-only', false],
    ['unknown', false],
    ['SEE LICENSE IN x', false],
  ])('under %s are allowed: %s', (licence, allowed) => expect(isAllowed(licence)).toBe(allowed))
  it('need an exact version and a hash', () => {
    expect(
      inexactVersions({
        'x/package.json': {
          dependencies: { a: '1.0.0', b: '^1.0.0' },
          devDependencies: { c: '*', d: '1.0.0-beta.17' },
        },
      }),
    ).toEqual(['x/package.json: b ^1.0.0', 'x/package.json: c *'])
    const packages = {
      '': {},
      room: {},
      'node_modules/room': { link: true },
      'node_modules/a': { integrity: 'sha512-x' },
      'node_modules/b': {},
      'node_modules/c': { integrity: 'sha512-x', resolved: 'git+ssh://x' },
    }
    expect(unsealedPackages({ packages }, ['room'])).toEqual(['node_modules/b', 'node_modules/c'])
  })
})

describe('a report of npm audit', () => {
  const counts = { info: 0, low: 3, moderate: 2, high: 0, critical: 0, total: 5 }
  it.each([
    ['clean', { metadata: { vulnerabilities: counts }, vulnerabilities: {} }, '2 moderate, 3 low'],
    [
      'found',
      {
        metadata: { vulnerabilities: { ...counts, high: 1 } },
        vulnerabilities: {
          x: { name: 'x', severity: 'high', range: '<2' },
          y: { name: 'y', severity: 'low', range: '*' },
        },
      },
      'x <2 (high)',
    ],
    ['unanswered', { message: '405 Method Not Allowed', statusCode: 405 }, '405 Method Not Allowed'],
    [
      'unanswered',
      { error: { code: 'ENOTFOUND', summary: 'request to the registry failed' } },
      'request to the registry failed',
    ],
    ['unanswered', 'npm error audit endpoint returned an error', 'no report'],
    ['unanswered', '', 'no report'],
  ])('is %s', (verdict, report, text) => {
    const read = readAudit(typeof report === 'string' ? report : JSON.stringify(report))
    expect(read.verdict).toBe(verdict)
    expect(read.text).toContain(text)
  })
})
