import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contextFiles, dockerIgnore, parseDockerfile } from '../../../../scripts/deployment/dockerfile.mjs'
import { runtimeDependencies } from '../../../../scripts/package/runtime-dependencies.mjs'
import { thirdParties } from '../../../../scripts/package/third-party.mjs'
import { readAudit } from '../../../../scripts/supply/audit.mjs'
import { isAllowed } from '../../../../scripts/supply/licences.mjs'
import { inexactVersions, unsealedPackages } from '../../../../scripts/supply/lock-rules.mjs'

const checkout = fileURLToPath(new URL('../../../../', import.meta.url))
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modelkeep-packaging-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))
const plant = (path: string, content: unknown): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
}

describe('what the package depends on', () => {
  it('is what catalog and backend do, in order, without the rooms themselves', () => {
    plant('catalog/package.json', { dependencies: { zod: '4.0.0', big: '1.0.0-rc.1' } })
    plant('backend/package.json', {
      dependencies: { '@modelkeep/catalog': '0.1.0', zod: '4.0.0', express: '5.0.0' },
      devDependencies: { openai: '1.0.0' },
    })
    expect(runtimeDependencies(root)).toEqual({ big: '1.0.0-rc.1', express: '5.0.0', zod: '4.0.0' })
  })
  it.each([
    ['^4.0.0', 'no exact version'],
    ['4.0.1', 'zod is wanted as 4.0.0 and as 4.0.1'],
  ])('cannot be said of zod %s', (version, says) => {
    plant('catalog/package.json', { dependencies: { zod: '4.0.0' } })
    plant('backend/package.json', { dependencies: { zod: version } })
    expect(() => runtimeDependencies(root)).toThrow(says)
  })
})

describe('packages of others', () => {
  it('are all that a room needs when it runs: through workspaces, nested, optional and of peers, but none of development', () => {
    plant('package-lock.json', {
      packages: {
        room: { dependencies: { '@modelkeep/catalog': '1', a: '1' }, devDependencies: { dev: '1' } },
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
    expect(thirdParties(root, 'room').map(({ name, version, licence }) => `${name}@${version} ${licence}`)).toEqual([
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
  ])('under %s: %s', (licence, allowed) => expect(isAllowed(licence)).toBe(allowed))
  it('are of exact versions, and sealed', () => {
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

describe('npm audit', () => {
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
  ])('is %s', (verdict, report, says) => {
    const read = readAudit({ status: 1, stdout: typeof report === 'string' ? report : JSON.stringify(report) })
    expect(read.verdict).toBe(verdict)
    expect(read.text).toContain(says)
  })
})

describe('the Dockerfile', () => {
  it('is read into stages, with continued lines, flags and both forms', () => {
    const stages = parseDockerfile(
      '# x\nARG BASE=node:1\nFROM ${BASE} AS build\nRUN a && \\\n    b\nFROM ${BASE}\nCOPY --from=build /x ./y\nHEALTHCHECK --timeout=5s \\\n  CMD ["a", "b"]\n',
    )
    expect(stages.map(({ base, name }) => `${base} ${name}`)).toEqual(['node:1 build', 'node:1 1'])
    expect(stages.flatMap(({ steps }) => steps)).toEqual([
      { instruction: 'RUN', flags: {}, text: 'a && b', args: null },
      { instruction: 'COPY', flags: { from: 'build' }, text: '/x ./y', args: null },
      { instruction: 'HEALTHCHECK', flags: { timeout: '5s' }, text: 'CMD ["a", "b"]', args: ['a', 'b'] },
    ])
  })
  it('sees the sources and what builds them, and no secret, no data, nothing built', () => {
    const isIgnored = dockerIgnore(readFileSync(join(checkout, '.dockerignore'), 'utf8'))
    const seen = [
      'package.json',
      'package-lock.json',
      'backend/src/main.ts',
      'backend/migrations/0001_catalogue.sql',
      'frontend/vite.config.ts',
      'scripts/assemble-package.mjs',
      '.env.example',
    ]
    const hidden = [
      '.env',
      '.env.production',
      'backend/.env',
      'backend/.env.local',
      '.git/config',
      'data/postgres.json',
      'backend/data/x',
      'node_modules/x/y.js',
      'frontend/node_modules/x',
      'backend/dist/main.js',
      'backend/test/x.ts',
      'server.key',
      'docs/x.md',
    ]
    expect(seen.filter(isIgnored)).toEqual([])
    expect(hidden.filter((path) => !isIgnored(path))).toEqual([])
    plant('backend/src/a.ts', '')
    plant('.env', 'SECRET=1')
    expect(contextFiles(root, isIgnored)).toEqual(['backend/src/a.ts'])
  })
})
