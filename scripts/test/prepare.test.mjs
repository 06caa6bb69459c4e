import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { acquireLock, lockFile } from '../prepare/lock.mjs'
import { nodeRefusal } from '../prepare/node-version.mjs'
import { npmEnv } from '../prepare/npm.mjs'
import { makeReady } from '../prepare/prepare.mjs'

let root
const said = []
const say = (line) => said.push(line)
const put = (path, content, mode) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
  if (mode) chmodSync(join(root, path), mode)
}
/** Stands in for a tool: writes its arguments to a log, then runs `code` in the checkout. */
const tool = (log, code = '') =>
  `const fs = require('node:fs'); fs.appendFileSync('${log}', process.argv.slice(2).join(' ') + '\\n'); ${code}`
const failsIf = (file, message) =>
  `if (fs.readFileSync('${file}', 'utf8') === 'wrong') { console.error('${message}'); process.exit(1) }`
const runsOf = (log) => (existsSync(join(root, log)) ? readFileSync(join(root, log), 'utf8').trim().split('\n') : [])
const runs = () => [runsOf('npm.log').length, runsOf('tsc.log').length, runsOf('vite.log').length]
/** As an editor saves a file, some time later. */
const edit = (path, content) => {
  put(path, content)
  utimesSync(join(root, path), Date.now() / 1000 + 1, Date.now() / 1000 + 1)
}
const older = (path) => utimesSync(join(root, path), 1, 1)

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modelkeep-prepare-'))
  said.length = 0
  const npm = tool(
    'npm.log',
    `if (fs.existsSync('offline')) process.exit(1)
     fs.mkdirSync('node_modules/vitest', { recursive: true })
     if (process.argv.includes('--include=dev')) fs.writeFileSync('node_modules/vitest/package.json', '')
     fs.writeFileSync('node_modules/.package-lock.json', '')`,
  )
  put('bin/npm', `#!${process.execPath}\n${npm}`, 0o755)
  vi.stubEnv('PATH', `${join(root, 'bin')}${delimiter}${process.env.PATH}`)
  put('node_modules/typescript/bin/tsc', tool('tsc.log', failsIf('catalog/src/a.ts', 'a.ts(1,1): error TS1')))
  put('node_modules/vite/bin/vite.js', tool('vite.log', `fs.mkdirSync('frontend/dist', { recursive: true })`))
  put('scripts/prepare/bundle.mjs', `import fs from 'node:fs'; fs.mkdirSync('backend/bundle', { recursive: true })`)
  put('tsconfig.json', '{"references":[{"path":"catalog"},{"path":"backend"}]}')
  for (const path of ['package-lock.json', 'catalog/src/a.ts', 'backend/src/main.ts', 'frontend/src/main.tsx']) {
    put(path, '')
    older(path)
  }
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

describe('preparing a checkout', () => {
  it('installs and builds a fresh clone, and does nothing the second time', async () => {
    await makeReady(root, { say })
    expect(said).toEqual(['Installing packages (first start only)…', 'Building the program…', 'Building the page…'])
    expect(runsOf('npm.log')[0]).toMatch(/^ci --omit=dev --include=optional/)
    await makeReady(root, { say })
    expect(said).toHaveLength(3)
    expect(runs()).toEqual([1, 1, 1])
  })
  it('installs the packages of the tests when they are needed, and keeps them', async () => {
    await makeReady(root, { say })
    await makeReady(root, { say, tests: true })
    expect(runsOf('npm.log')[1]).toMatch(/^install --no-save --include=dev/)
    edit('package-lock.json', 'new')
    utimesSync(join(root, 'node_modules/.package-lock.json'), 2, 2)
    older('package-lock.json')
    utimesSync(join(root, 'package-lock.json'), 3, 3)
    await makeReady(root, { say })
    expect(runsOf('npm.log')[2]).toContain('--include=dev')
  })
  it('builds what is out of date, and nothing else', async () => {
    await makeReady(root, { say })
    edit('frontend/src/main.tsx', 'new')
    await makeReady(root, { say })
    expect(runs()).toEqual([1, 1, 2])
    older('frontend/src/main.tsx')
    edit('backend/src/main.ts', 'new')
    await makeReady(root, { say })
    expect(runs()).toEqual([1, 2, 2])
    older('backend/src/main.ts')
    edit('catalog/src/a.ts', 'new')
    await makeReady(root, { say })
    expect(runs()).toEqual([1, 3, 3])
  })
  it('builds again when an output is gone', async () => {
    await makeReady(root, { say })
    rmSync(join(root, 'frontend/dist'), { recursive: true })
    await makeReady(root, { say })
    expect(runs()).toEqual([1, 1, 2])
  })
  it('fails when the compiler does, and builds again once the error is corrected', async () => {
    put('catalog/src/a.ts', 'wrong')
    await expect(makeReady(root, { say })).rejects.toThrow('The program does not compile; the errors are above.')
    expect(existsSync(lockFile(root))).toBe(false)
    put('catalog/src/a.ts', 'right')
    await makeReady(root, { say })
    expect(runs()).toEqual([1, 2, 1])
  })
  it('says what to check when npm fails', async () => {
    put('offline', '')
    await expect(makeReady(root, { say })).rejects.toThrow('Check that the npm registry can be reached')
  })
  it('works once for two starts at the same time', async () => {
    await Promise.all([makeReady(root, { say }), makeReady(root, { say })])
    expect(runs()).toEqual([1, 1, 1])
  })
})

describe('the lock of a checkout', () => {
  it('lets the second owner wait for the first', async () => {
    const order = []
    const release = await acquireLock(root, say)
    const second = acquireLock(root, say).then((releaseSecond) => {
      order.push('second')
      releaseSecond()
    })
    await sleep(1)
    order.push('first')
    release()
    await second
    expect(order).toEqual(['first', 'second'])
    expect(said).toEqual([expect.stringContaining('Waiting for another start')])
  })
  it('is taken over from a process that was killed', async () => {
    const url = JSON.stringify(new URL('../prepare/lock.mjs', import.meta.url).href)
    const script = `import { acquireLock } from ${url}
      await acquireLock(${JSON.stringify(root)}, console.log); process.kill(process.pid, 'SIGKILL')`
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', script]).signal).toBe('SIGKILL')
    expect(existsSync(lockFile(root))).toBe(true)
    const release = await acquireLock(root, say)
    expect(readFileSync(lockFile(root), 'utf8')).toBe(String(process.pid))
    release()
  })
})

describe('an old Node', () => {
  it.each(['12.22.0', '18.20.4', '20.18.3'])('%s is refused with one clear line', (version) => {
    expect(nodeRefusal(version)).toMatch(/^Modelkeep needs Node 20\.19 or later, and this is Node .*\.$/)
  })
  it.each(['20.19.0', '22.0.0', '24.1.0', '26.10.0'])('%s is accepted', (version) => {
    expect(nodeRefusal(version)).toBeNull()
  })
})

describe('an npm below an npm', () => {
  it("does not inherit the outer one's choice of workspaces or omitted packages", () => {
    const outer = { npm_config_workspace: 'backend', NPM_CONFIG_OMIT: 'dev', npm_config_registry: 'r', HOME: '/h' }
    expect(npmEnv(outer)).toEqual({ npm_config_registry: 'r', HOME: '/h' })
  })
})
