#!/usr/bin/env node
// `npm run check:supply`: checks the supply chain: exact versions, hashes, licences, known vulnerabilities, unused packages and
// the bill of materials. With MODELKEEP_REQUIRE_AUDIT set, an unreachable audit registry fails the check instead of skipping it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createReport } from './checks/report.mjs'
import { dependenciesAreCurrent, OUTDATED, readManifest } from './package/runtime-dependencies.mjs'
import { NPM, npmEnv } from './prepare/npm.mjs'
import { prepare } from './prepare/prepare.mjs'
import { ROOT } from './root.mjs'
import { runAudit } from './supply/audit.mjs'
import { isAllowed } from './supply/licences.mjs'
import { inexactVersions, unsealedPackages } from './supply/lock-rules.mjs'
import { billOfMaterials, shippedPackages } from './supply/sbom.mjs'

const KNIP = join(ROOT, 'scripts/supply/knip')
const DEVELOPMENT = ['vitest', 'oxlint', 'vite', 'typescript', '@playwright/test']
const { check, skip, finish } = createReport()

await prepare({ tests: true })
const { workspaces } = readManifest(ROOT)
const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
const shipped = shippedPackages(ROOT)

await check('the packed program depends on what its workspaces depend on', () =>
  assert.ok(dependenciesAreCurrent(ROOT), OUTDATED),
)
await check('every dependency has an exact version', () => {
  const folders = ['.', ...workspaces, 'scripts/judges', 'scripts/judges/clients', 'scripts/supply/knip']
  const manifests = folders.map((folder) => [`${folder}/package.json`, readManifest(join(ROOT, folder))])
  assert.deepEqual(inexactVersions(Object.fromEntries(manifests)), [])
})
await check(`every package in the lock file has a hash (${Object.keys(lock.packages).length})`, () =>
  assert.deepEqual(unsealedPackages(lock, workspaces), []),
)
await check(`every shipped package has an allowed licence (${shipped.length})`, () => {
  const refused = shipped.filter(({ licence }) => !isAllowed(licence))
  assert.deepEqual(
    refused.map(({ name, version, licence }) => `${name}@${version}: ${licence}`),
    [],
  )
})
await check('the bill of materials lists what is shipped, and nothing of development', () => {
  const names = new Set(billOfMaterials(ROOT).components.map(({ group, name }) => (group ? `${group}/${name}` : name)))
  const missing = shipped.filter(({ installed, name }) => installed && !names.has(name))
  assert.deepEqual(
    missing.map(({ name }) => name),
    [],
  )
  assert.deepEqual(
    DEVELOPMENT.filter((name) => names.has(name)),
    [],
  )
})
await checkAudit()
await checkUnused()
finish()

async function checkAudit() {
  const { verdict, text } = runAudit(ROOT)
  const name = 'npm audit reports nothing high or critical'
  if (verdict === 'unanswered' && !process.env.MODELKEEP_REQUIRE_AUDIT) return skip(name, text)
  await check(`${name} (${verdict === 'clean' ? text : verdict})`, () => assert.equal(verdict, 'clean', text))
}

/** knip has packages of its own, installed on first use: `npm ci` would fail with them in the lock file. */
async function checkUnused() {
  const name = 'knip finds no unused, unlisted or unresolved file or dependency'
  const program = join(KNIP, 'node_modules/knip/bin/knip.js')
  if (!existsSync(program)) {
    const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']
    const options = { cwd: KNIP, env: npmEnv(process.env), shell: NPM.shell, encoding: 'utf8' }
    const { status, stderr } = spawnSync(NPM.command, args, options)
    if (status !== 0) return skip(name, `it cannot be installed: ${stderr.trim().split('\n')[0]}`)
  }
  await check(name, () => {
    const report = '--include files,dependencies,unlisted,unresolved --no-progress --no-config-hints --reporter json'
    const args = ['--directory', ROOT, '--config', join(KNIP, 'knip.jsonc'), ...report.split(' ')]
    const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 }
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], options)
    assert.ok(stdout.startsWith('{'), `knip exited with ${status}: ${stderr}`)
    assert.deepEqual(findings(JSON.parse(stdout)), [])
  })
}

/** The root's own dependencies repeat those of the workspaces, which knip judges there. */
function findings({ files = [], issues = [] }) {
  const kinds = ['files', 'dependencies', 'devDependencies', 'optionalPeerDependencies', 'unlisted', 'unresolved']
  const listed = issues.flatMap((issue) =>
    kinds
      .filter((kind) => issue.file !== 'package.json' || kind !== 'dependencies')
      .flatMap((kind) => (issue[kind] ?? []).map(({ name }) => `${issue.file}: ${name} (${kind})`)),
  )
  return [...files.map((file) => `${file} (unused)`), ...listed]
}
