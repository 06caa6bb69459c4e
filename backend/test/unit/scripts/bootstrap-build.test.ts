import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildState, ensureBuilt } from '../../../../scripts/prepare/build.mjs'
import { withCheckoutLock } from '../../../../scripts/prepare/lock.mjs'

let root: string
const said: string[] = []
const say = (line: string) => said.push(line)
const put = (path: string, content: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}
const runsOf = (log: string) =>
  existsSync(join(root, log)) ? readFileSync(join(root, log), 'utf8').trim().split('\n') : []
const compilerRuns = () => runsOf('tsc.log')
const bundlerRuns = () => runsOf('bundle.log')
const pageRuns = () => runsOf('vite.log')

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modelkeep-build-'))
  said.length = 0
  put('catalog/src/model.ts', 'export const a = 1')
  put('backend/src/cli/main.ts', 'export const b = 1')
  put('frontend/src/main.tsx', 'export const c = 1')
  put(
    'node_modules/vite/bin/vite.js',
    `const fs = require('node:fs'); fs.appendFileSync('../vite.log', process.argv.slice(2).join(' ') + '\\n')
     if (fs.readFileSync('src/main.tsx', 'utf8').includes('wrong')) { console.log('main.tsx: unexpected token'); process.exit(1) }
     for (const folder of ['dist/assets', 'dist/docs']) fs.mkdirSync(folder, { recursive: true })
     for (const document of ['dist/index.html', 'dist/docs/index.html']) fs.writeFileSync(document, '')`,
  )
  put(
    'scripts/prepare/bundle.mjs',
    `import fs from 'node:fs'; fs.appendFileSync('bundle.log', fs.existsSync('backend/dist/cli/main.js') + '\\n')
     fs.mkdirSync('backend/bundle', { recursive: true })
     for (const out of ['main.js', 'cli.js']) fs.writeFileSync('backend/bundle/' + out, '')`,
  )
  put('node_modules/typescript/package.json', '{"version":"7.0.2"}')
  put(
    'node_modules/typescript/bin/tsc',
    `const fs = require('node:fs'); fs.appendFileSync('tsc.log', process.argv.slice(2).join(' ') + '\\n')
     if (fs.readFileSync('catalog/src/model.ts', 'utf8').includes('wrong')) { console.log('catalog/src/model.ts(1,1): error TS1'); process.exit(2) }
     for (const out of ['catalog/dist/model.js', 'backend/dist/cli/main.js']) { fs.mkdirSync(require('node:path').dirname(out), { recursive: true }); fs.writeFileSync(out, '') }`,
  )
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('building', () => {
  it('compiles what was never compiled, says so, and is silent from then on', async () => {
    await ensureBuilt(root, { say })
    expect(said.filter((line) => line.startsWith('Building'))).toEqual([
      'Building the program…',
      'Building the bundle of the program…',
      'Building the page…',
    ])
    said.length = 0
    await ensureBuilt(root, { say })
    expect(said).toEqual([])
    expect(compilerRuns()).toHaveLength(1)
  })
  it('joins what is compiled, when it is, and again when the joined files are gone', async () => {
    await ensureBuilt(root, { say })
    expect(bundlerRuns()).toEqual(['true'])
    rmSync(join(root, 'backend/bundle/main.js'))
    await ensureBuilt(root, { say })
    put('frontend/src/main.tsx', 'export const c = 2')
    await ensureBuilt(root, { say })
    put('backend/src/cli/main.ts', 'export const b = 2')
    await ensureBuilt(root, { say })
    expect([bundlerRuns().length, compilerRuns().length]).toEqual([3, 2])
  })
  it('compiles again when a source changes, and not when only its time does', async () => {
    await ensureBuilt(root, { say })
    utimesSync(join(root, 'catalog/src/model.ts'), 1, 1)
    expect(buildState(root)).toBe('ready')
    put('backend/src/cli/serve.ts', '')
    put('backend/dist/cli/serve.js', '')
    expect(buildState(root)).toBe('build')
  })
  it("forces the compiler when an output is gone, since the compiler's own record would not notice", async () => {
    await ensureBuilt(root, { say })
    rmSync(join(root, 'catalog/dist'), { recursive: true })
    await ensureBuilt(root, { say })
    expect(compilerRuns().at(-1)).toContain('--force')
    expect(existsSync(join(root, 'catalog/dist/model.js'))).toBe(true)
  })
  it("shows the compiler's errors, and builds again after they are corrected", async () => {
    put('catalog/src/model.ts', 'wrong')
    await expect(ensureBuilt(root, { say })).rejects.toThrow(/error TS1[\s\S]*program does not compile/)
    put('catalog/src/model.ts', 'right')
    await ensureBuilt(root, { say })
    expect(buildState(root)).toBe('ready')
  })
  it('builds the page again when its sources or those of the catalogue change, and the program only when its own do', async () => {
    await ensureBuilt(root, { say })
    put('frontend/src/main.tsx', 'export const c = 2')
    await ensureBuilt(root, { say })
    expect([compilerRuns().length, pageRuns().length]).toEqual([1, 2])
    put('catalog/src/model.ts', 'export const a = 2')
    await ensureBuilt(root, { say })
    expect([compilerRuns().length, pageRuns().length]).toEqual([2, 3])
    rmSync(join(root, 'frontend/dist'), { recursive: true })
    await ensureBuilt(root, { say })
    expect([compilerRuns().length, pageRuns().length]).toEqual([2, 4])
  })
  it('shows what is wrong with the page', async () => {
    put('frontend/src/main.tsx', 'wrong')
    await expect(ensureBuilt(root, { say })).rejects.toThrow(/unexpected token[\s\S]*page does not compile/)
    expect(buildState(root)).toBe('force')
  })
  it('is done once by two starts at the same time', async () => {
    await Promise.all([ensureBuilt(root, { say }), ensureBuilt(root, { say })])
    expect([compilerRuns().length, pageRuns().length]).toEqual([1, 1])
  })
})

describe('one preparation at a time', () => {
  it('lets the second in when the first is done, and leaves nothing behind', async () => {
    const order: string[] = []
    let second: Promise<void> | undefined
    await withCheckoutLock(root, { say }, async () => {
      second = withCheckoutLock(root, { say }, async () => void order.push('second'))
      await new Promise((resolve) => setImmediate(resolve))
      order.push('first')
    })
    await second
    expect(order).toEqual(['first', 'second'])
    expect(readdirSync(root).filter((name) => name.startsWith('.prepare-lock'))).toEqual([])
  })
  it('gives the lock back when the work fails', async () => {
    await expect(withCheckoutLock(root, { say }, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(withCheckoutLock(root, { say }, async () => 'again')).resolves.toBe('again')
  })
  /** Leaves a lock behind whose owner was killed while `work` went on. */
  const killedWhile = (work: string) => {
    const script = `import { withCheckoutLock } from ${JSON.stringify(new URL('../../../../scripts/prepare/lock.mjs', import.meta.url).href)}
      await withCheckoutLock(${JSON.stringify(root)}, { say: console.log }, async lock => { ${work}; process.kill(process.pid, 'SIGKILL') })`
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', script]).signal).toBe('SIGKILL')
    return join(root, '.prepare-lock', readdirSync(join(root, '.prepare-lock')).join())
  }
  it('takes the lock of a process that was killed', async () => {
    killedWhile('')
    await expect(withCheckoutLock(root, { say }, async () => 'taken')).resolves.toBe('taken')
  })
  it('waits for the npm that a killed process left running', async () => {
    // The parent of the killed process, which is this one, plays the npm that is still alive.
    const owner = killedWhile('lock.track(process.ppid)')
    const order: string[] = []
    const next = withCheckoutLock(root, { say }, async () => void order.push('next'))
    await new Promise((resolve) => setImmediate(resolve))
    order.push('npm ended')
    rmSync(join(owner, String(process.pid)), { recursive: true })
    await next
    expect(order).toEqual(['npm ended', 'next'])
  })
  it('takes a lock whose owner, on whatever host, has shown no life for a minute', async () => {
    const owner = join(root, '.prepare-lock', `1-not-${hostname()}`)
    mkdirSync(owner, { recursive: true })
    const longAgo = new Date(Date.now() - 61_000)
    utimesSync(owner, longAgo, longAgo)
    await expect(withCheckoutLock(root, { say }, async () => 'taken')).resolves.toBe('taken')
  })
})
