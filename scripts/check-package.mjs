#!/usr/bin/env node
// `npm run check:package`: packs the program, installs the tarball into an empty folder, runs it there on a stand-in upstream and stops
// it. Prints one line a check, and `N passed, N failed` alone on the last.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChecks } from './clone-check/checks.mjs'
import { inheritedEnvironment } from './clone-check/environment.mjs'
import { freePort, processesIn, startProgram, waitFor } from './clone-check/program.mjs'
import { ROOT } from './prepare/prepare.mjs'
import { generatedModels, startStandIn } from './stand-in-upstream.mjs'

const PACK_MS = 3 * 60_000
const INSTALL_MS = 3 * 60_000
const START_MS = 60_000

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'modelkeep-package-')))
const home = join(folder, 'installed')
const programs = new Set()
const { check, counts } = createChecks({ print: (line) => console.log(line) })
const cleanUp = () => {
  for (const program of programs) program.kill()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    cleanUp()
    process.exit(1)
  })
}

const env = inheritedEnvironment(process.env)
const models = generatedModels()
const standIn = await startStandIn({ models })
try {
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{"name":"empty","private":true}\n')
  const packed = await check('npm pack makes a tarball', () =>
    run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT, ms: PACK_MS }),
  )
  const tarball = readdirSync(folder).find((name) => /^modelkeep-.*\.tgz$/.test(name))
  const installed =
    packed !== undefined &&
    (await check('it installs into an empty folder', () =>
      run('npm', ['install', '--no-audit', '--no-fund', join(folder, String(tarball))], { ms: INSTALL_MS }),
    ))
  if (installed !== undefined && installed !== false) await checkInstalled()
} finally {
  await standIn.close()
  cleanUp()
}
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed === 0 ? 0 : 1)

async function checkInstalled() {
  const own = join(home, 'node_modules/modelkeep')
  await check('it holds what runs, and neither sources nor tests nor build tools', () => {
    const files = readdirSync(own, { recursive: true }).map(String)
    const unwanted = files.filter((file) => /\.(ts|tsx|map)$|(^|\/)(test|e2e|bench)\//.test(file))
    assert.deepEqual(unwanted, [])
    const names = readdirSync(join(home, 'node_modules'))
    assert.deepEqual(
      names.filter((name) =>
        ['typescript', 'vite', 'vitest', 'react', '@modelkeep', '@mantine', 'oxlint'].includes(name),
      ),
      [],
    )
  })
  await check('every package that it brings is of an exact version', () => {
    const { dependencies } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'))
    for (const [name, version] of Object.entries(dependencies)) assert.match(version, /^\d+\.\d+\.\d+/, name)
  })
  await check('npx modelkeep --version tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'))
    assert.ok((await modelkeep(['--version'])).split('\n').includes(version)) // npm may warn of its own settings beside it
  })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const program = startProgram('npx', ['--no', '--', 'modelkeep', 'serve'], {
    cwd: home,
    env: { ...env, PORT: String(port), OPENROUTER_BASE_URL: standIn.baseUrl },
  })
  programs.add(program)
  await check('npx modelkeep serve answers', () =>
    waitFor(async () => (await fetch(`${url}/readyz`)).ok, { what: 'GET /readyz', ms: START_MS, program }),
  )
  await check("GET /api/models is upstream's list", () =>
    waitFor(async () => (await (await fetch(`${url}/api/models`)).json()).total_count === models.length, {
      what: `${models.length} models`,
      ms: START_MS,
      program,
    }),
  )
  await check('its own PostgreSQL keeps what it saw', () =>
    waitFor(async () => (await (await fetch(`${url}/api/syncs`)).json()).data?.[0]?.status === 'applied', {
      what: 'an applied sync',
      ms: START_MS,
      program,
    }),
  )
  await check('GET / is the page, with its script', async () => {
    const page = await (await fetch(`${url}/`)).text()
    const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(page) ?? []
    assert.ok(script, 'the page names no script')
    assert.equal((await fetch(url + script)).status, 200)
  })
  await check('modelkeep models and check ask it', async () => {
    assert.match(await modelkeep(['models', '--url', url, '--table', '--limit', '1']), /author-0\/model-0/)
    assert.match(await modelkeep(['check', '--url', url, 'author-0/model-0']), /"attention": 0/)
  })
  await check('it stops on SIGTERM and leaves no process behind', async () => {
    await program.stop()
    const left = processesIn(folder)
    assert.deepEqual(left, [])
  })
}

async function modelkeep(args) {
  return run('npx', ['--no', '--', 'modelkeep', ...args], { ms: START_MS })
}

async function run(command, args, { cwd = home, ms }) {
  const program = startProgram(command, args, { cwd, env })
  programs.add(program)
  await waitFor(() => program.ended() !== null, { what: `${command} to end`, ms })
  assert.equal(program.ended(), 0, program.output())
  return program.output()
}
