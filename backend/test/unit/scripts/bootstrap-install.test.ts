import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PrepareError } from '../../../../scripts/prepare/child.mjs'
import { ensureInstalled, installState } from '../../../../scripts/prepare/install.mjs'
import { nodeRefusal } from '../../../../scripts/prepare/node-version.mjs'
import { npmCommand, npmEnv } from '../../../../scripts/prepare/npm.mjs'

const here = { node: '20', platform: 'linux-x64' }
const packages = {
  '': { name: 'x' },
  backend: { version: '0.1.0' },
  'node_modules/backend': { resolved: 'backend', link: true },
  'node_modules/typescript': { version: '7.0.2' },
  'node_modules/bin-linux': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'] },
  'node_modules/bin-darwin': { version: '1.0.0', optional: true, os: ['darwin'], cpu: ['arm64'] },
}
const installed = Object.fromEntries(
  Object.entries(packages).filter(([path]) => path !== '' && path !== 'node_modules/bin-darwin'),
)

let root: string
const said: string[] = []
const say = (line: string) => said.push(line)
const put = (path: string, content: unknown) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
}
/** A stand-in for npm: appends its arguments to npm.log, then does `body`. */
const npmThat = (body: string) => {
  put(
    'npm/npm-cli.js',
    `const fs = require('node:fs'); fs.appendFileSync('npm.log', process.argv.slice(2, 3) + '\\n'); ${body}`,
  )
  return { PATH: '', npm_execpath: join(root, 'npm/npm-cli.js') }
}
const installs = `
  fs.mkdirSync('node_modules/typescript', { recursive: true })
  fs.writeFileSync('node_modules/typescript/package.json', '{}')
  fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: ${JSON.stringify(installed)} }))`
const npmRuns = () =>
  existsSync(join(root, 'npm.log')) ? readFileSync(join(root, 'npm.log'), 'utf8').trim().split('\n') : []

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modelkeep-install-'))
  said.length = 0
  put('package.json', {})
  put('package-lock.json', { packages })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('the Node that is there', () => {
  it.each(['14.21.3', '18.20.4', '20.18.9'])('refuses %s in one line that says what is needed', (version) => {
    expect(nodeRefusal(version)).toMatch(/^Modelkeep needs Node 20\.19 or later, and this is Node [\d.]+: .+$/)
  })
  it.each(['20.19.0', '21.0.0', '22.11.0', '24.21.0', '26.10.0'])('accepts %s', (version) => {
    expect(nodeRefusal(version)).toBeNull()
  })
})

describe('what is installed', () => {
  const byHand = (hidden: object = installed) => {
    put('node_modules/.package-lock.json', { packages: hidden })
    put('node_modules/typescript/package.json', {})
  }
  it('installs where nothing is', () => {
    expect(installState(root, here)).toBe('install')
  })
  it('takes over what someone installed by hand when it is what the lock file asks for', async () => {
    byHand()
    expect(installState(root, here)).toBe('adopt')
    await ensureInstalled(root, { say, runtime: here, env: npmThat('process.exit(9)') })
    expect(installState(root, here)).toBe('ready')
    expect(npmRuns()).toEqual([])
  })
  it.each([
    ['another version', { ...installed, 'node_modules/typescript': { version: '7.0.1' } }],
    ['a missing package', Object.fromEntries(Object.entries(installed).filter(([path]) => path !== 'backend'))],
    [
      "a missing binary of this platform's",
      Object.fromEntries(Object.entries(installed).filter(([path]) => path !== 'node_modules/bin-linux')),
    ],
  ])('installs over %s', (_what, hidden) => {
    byHand(hidden)
    expect(installState(root, here)).toBe('install')
  })
  it('installs again when the lock file asks for something else', async () => {
    await ensureInstalled(root, { say, runtime: here, env: npmThat(installs) })
    put('package-lock.json', { packages: { ...packages, 'node_modules/new': { version: '1.0.0' } } })
    expect(installState(root, here)).toBe('install')
  })
  it('installs again on another platform, and only fits to another Node', async () => {
    await ensureInstalled(root, { say, runtime: here, env: npmThat(installs) })
    expect(installState(root, { ...here, platform: 'darwin-arm64' })).toBe('install')
    expect(installState(root, { ...here, node: '24' })).toBe('rebuild')
    await ensureInstalled(root, { say, runtime: { ...here, node: '24' }, env: npmThat(installs) })
    expect(npmRuns()).toEqual(['ci', 'rebuild'])
  })
})

describe('installing', () => {
  it('runs npm ci once, says so, and is silent from then on', async () => {
    const env = npmThat(installs)
    await ensureInstalled(root, { say, runtime: here, env })
    expect(said[0]).toBe('Installing packages (first start only)…')
    expect(said.at(-1)).toMatch(/^Installed in \d+ s\.$/)
    said.length = 0
    await ensureInstalled(root, { say, runtime: here, env })
    expect(npmRuns()).toEqual(['ci'])
    expect(said).toEqual([])
  })
  it('runs npm install only where there is no lock file', async () => {
    rmSync(join(root, 'package-lock.json'))
    await ensureInstalled(root, { say, runtime: here, env: npmThat(installs) })
    expect(npmRuns()).toEqual(['install'])
    expect(installState(root, here)).toBe('ready')
  })
  it('shows the end of what npm said and what to do when it fails, and tries again the next time', async () => {
    const env = npmThat(`console.error('npm error code ENOTFOUND'); process.exit(1)`)
    const failure = await ensureInstalled(root, { say, runtime: here, env }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(PrepareError)
    expect((failure as Error).message).toMatch(
      /npm error code ENOTFOUND[\s\S]*npm ci ended with 1[\s\S]*registry can be reached/,
    )
    expect(existsSync(join(root, '.prepare-lock'))).toBe(false)
    await ensureInstalled(root, { say, runtime: here, env: npmThat(installs) })
    expect(installState(root, here)).toBe('ready')
  })
  it('is done once by two starts at the same time', async () => {
    const env = npmThat(installs)
    await Promise.all([1, 2, 3].map(() => ensureInstalled(root, { say, runtime: here, env })))
    expect(npmRuns()).toEqual(['ci'])
  })
})

describe('finding npm', () => {
  const node = '/opt/node/bin/node'
  it('takes the npm that runs this process, also when that is npx', () => {
    put('npm/npm-cli.js', '')
    for (const name of ['npm-cli.js', 'npx-cli.js']) {
      expect(npmCommand({ PATH: '', npm_execpath: join(root, 'npm', name) }, node, 'linux')).toEqual({
        command: node,
        args: [join(root, 'npm/npm-cli.js')],
        shell: false,
      })
    }
  })
  it('takes npm from the PATH otherwise, whatever other package manager runs this process', () => {
    put('bin/npm', '')
    expect(npmCommand({ PATH: join(root, 'bin'), npm_execpath: '/x/pnpm.cjs' }, node, 'linux')).toEqual({
      command: 'npm',
      args: [],
      shell: false,
    })
  })
  it('takes the one that came with this Node where the PATH has none', () => {
    put('lib/node_modules/npm/bin/npm-cli.js', '')
    expect(npmCommand({ PATH: '' }, join(root, 'bin/node'), 'linux').args).toEqual([
      join(root, 'lib/node_modules/npm/bin/npm-cli.js'),
    ])
  })
  it('says plainly that there is none', () => {
    expect(() => npmCommand({ PATH: '' }, join(root, 'bin/node'), 'linux')).toThrow(/no npm was found/)
  })
  it("does not hand down an outer npm's choice of workspace or omitted packages", () => {
    expect(
      npmEnv({ npm_config_workspace: 'backend', NPM_CONFIG_OMIT: 'dev', npm_config_registry: 'r', HOME: '/h' }),
    ).toEqual({ npm_config_registry: 'r', HOME: '/h' })
  })
})
