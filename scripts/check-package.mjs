#!/usr/bin/env node
// `npm run check:package`: packs the program, installs the tarball into an empty folder and runs it there against a stand-in
// upstream on loopback.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, processesIn, waitFor } from './checks/processes.mjs'
import { createReport } from './checks/report.mjs'
import { createScratch } from './checks/scratch.mjs'
import { ROOT } from './root.mjs'
import { generatedModels, startStandIn } from './stand-in-upstream.mjs'

const INSTALL_MS = 3 * 60_000
const START_MS = 60_000

const { check, finish } = createReport()
const scratch = createScratch('package')
const home = join(scratch.folder, 'installed')
const models = generatedModels()
const standIn = await startStandIn({ models })
try {
  if (await installTarball()) {
    await checkFiles()
    await checkProgram()
  }
} finally {
  await standIn.close()
  scratch.remove()
}
finish()

/** @returns whether it could be installed */
async function installTarball() {
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{"name":"empty","private":true}\n')
  await check('npm pack makes a tarball', () =>
    scratch.run('npm', ['pack', '--silent', '--pack-destination', scratch.folder], { cwd: ROOT, ms: INSTALL_MS }),
  )
  const installed = await check('the tarball installs into an empty folder', () => {
    const tarball = readdirSync(scratch.folder).find((name) => /^modelkeep-.*\.tgz$/.test(name))
    const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(scratch.folder, String(tarball))]
    return scratch.run('npm', args, { cwd: home, ms: INSTALL_MS })
  })
  return installed !== undefined
}

async function checkFiles() {
  const own = join(home, 'node_modules/modelkeep')
  await check('it contains no sources, tests or build tools', () => {
    const files = readdirSync(own, { recursive: true }).map(String)
    const buildTools = ['typescript', 'vite', 'vitest', 'react', '@modelkeep', '@mantine', 'oxlint']
    assert.deepEqual(
      files.filter((file) => /\.(ts|tsx|map)$|(^|\/)(test|e2e|bench)\//.test(file)),
      [],
    )
    assert.deepEqual(
      readdirSync(join(home, 'node_modules')).filter((name) => buildTools.includes(name)),
      [],
    )
  })
  const manifest = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'))
  await check('every dependency has an exact version', () => {
    for (const [name, version] of Object.entries(manifest.dependencies)) assert.match(version, /^\d+\.\d+\.\d+/, name)
  })
  await check('npx modelkeep --version prints its version', async () =>
    // npm may print a warning about the user's settings as well.
    assert.ok((await modelkeep(['--version'])).split('\n').includes(manifest.version)),
  )
}

async function checkProgram() {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const program = scratch.start('npx', ['--no', '--', 'modelkeep', 'serve'], {
    cwd: home,
    env: { PORT: String(port), OPENROUTER_BASE_URL: standIn.baseUrl },
  })
  const getJson = async (path) => (await fetch(url + path)).json()
  const within = (what, probe) => waitFor(probe, { what, ms: START_MS, program })

  await check('npx modelkeep serve serves', () => within('GET /readyz', async () => (await fetch(`${url}/readyz`)).ok))
  await check("GET /api/models is upstream's list", () =>
    within(`${models.length} models`, async () => (await getJson('/api/models')).total_count === models.length),
  )
  await check('its embedded PostgreSQL stores the sync', () =>
    within('an applied sync', async () => (await getJson('/api/syncs')).data?.[0]?.status === 'applied'),
  )
  await check('GET / is the page, with its script', async () => {
    const page = await (await fetch(`${url}/`)).text()
    const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(page) ?? []
    assert.ok(script, 'the page names no script')
    assert.equal((await fetch(url + script)).status, 200)
  })
  await check('modelkeep models and modelkeep check read from it', async () => {
    assert.match(await modelkeep(['models', '--url', url, '--table', '--limit', '1']), /author-0\/model-0/)
    assert.match(await modelkeep(['check', '--url', url, 'author-0/model-0']), /"attention": 0/)
  })
  await check('it stops on SIGTERM and leaves no process behind', async () => {
    await program.stop()
    assert.deepEqual(processesIn(scratch.folder), [])
  })
}

function modelkeep(args) {
  return scratch.run('npx', ['--no', '--', 'modelkeep', ...args], { cwd: home })
}
