#!/usr/bin/env node
// `npm run check:supply`: what the program is made of: exact versions, hashes, licences, known weaknesses, nothing unused, a bill of
// materials. Prints one line a check, what could not be run and why, and `N passed, N failed, N skipped` alone on the last.
// With MODELKEEP_REQUIRE_AUDIT set, a registry that has no answer about weaknesses is a failure, and not a skip.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createChecks } from './clone-check/checks.mjs'
import { dependenciesAreCurrent, readManifest } from './package/runtime-dependencies.mjs'
import { thirdParties } from './package/third-party.mjs'
import { npmCommand, npmEnv } from './prepare/npm.mjs'
import { prepare, ROOT } from './prepare/prepare.mjs'
import { runAudit } from './supply/audit.mjs'
import { isAllowed } from './supply/licences.mjs'
import { inexactVersions, unsealedPackages } from './supply/lock-rules.mjs'
import { billOfMaterials } from './supply/sbom.mjs'

const KNIP = join(ROOT, 'scripts/supply/knip')
const { check, counts } = createChecks({ print: (line) => console.log(line) })
let skipped = 0
const skip = (what, why) => {
  skipped += 1
  console.log(`skipped - ${what}: ${why}`)
}

await prepare()
const { workspaces } = readManifest(ROOT)
const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
const shipped = [
  ...new Map(['', ...workspaces].flatMap((room) => thirdParties(ROOT, room)).map((one) => [one.path, one])).values(),
]
const npm = npmCommand(process.env, process.execPath, process.platform)

await check('the packed program depends on what catalog and backend do', () =>
  assert.ok(dependenciesAreCurrent(ROOT), 'run `npm run package:dependencies`, then `npm install`'),
)
await check('every dependency is of an exact version', () => {
  const folders = ['.', ...workspaces, 'bench/peers', 'scripts/supply/knip'].filter((folder) =>
    existsSync(join(ROOT, folder, 'package.json')),
  )
  assert.deepEqual(
    inexactVersions(
      Object.fromEntries(folders.map((folder) => [`${folder}/package.json`, readManifest(join(ROOT, folder))])),
    ),
    [],
  )
})
await check(`every package of the lock file is sealed by a hash (${Object.keys(lock.packages).length})`, () =>
  assert.deepEqual(unsealedPackages(lock, workspaces), []),
)
await check(`every package that is shipped may be (${shipped.length})`, () =>
  assert.deepEqual(
    shipped
      .filter(({ licence }) => !isAllowed(licence))
      .map(({ name, version, licence }) => `${name}@${version}: ${licence}`),
    [],
  ),
)
await check('the bill of materials names what is shipped, and nothing of development', () => {
  const names = new Set(
    billOfMaterials(ROOT, ['', ...workspaces]).components.map(({ group, name }) => (group ? `${group}/${name}` : name)),
  )
  assert.deepEqual(
    shipped.filter(({ installed, name }) => installed && !names.has(name)).map(({ name }) => name),
    [],
  )
  assert.deepEqual(
    ['vitest', 'oxlint', 'vite', 'typescript', '@playwright/test'].filter((name) => names.has(name)),
    [],
  )
})
await checkAudit()
await checkUnused()
console.log(`${counts.passed} passed, ${counts.failed} failed, ${skipped} skipped`)
process.exit(counts.failed === 0 ? 0 : 1)

async function checkAudit() {
  const { verdict, text } = runAudit({ root: ROOT, command: npm, env: npmEnv(process.env) })
  const name = 'npm audit knows of nothing high or critical'
  if (verdict === 'unanswered' && !process.env.MODELKEEP_REQUIRE_AUDIT) return skip(name, text)
  await check(`${name} (${verdict === 'clean' ? text : verdict})`, () => assert.equal(verdict, 'clean', text))
}

/** Its packages are its own, and installed when first needed: with them in the lock file `npm ci` would fail. */
async function checkUnused() {
  const program = join(KNIP, 'node_modules/knip/bin/knip.js')
  if (!existsSync(program)) {
    const { status, stderr } = spawnSync(
      npm.command,
      [...npm.args, 'install', '--no-audit', '--no-fund', '--loglevel=error'],
      { cwd: KNIP, env: npmEnv(process.env), shell: npm.shell, encoding: 'utf8' },
    )
    if (status !== 0)
      return skip('knip finds nothing unused', `it cannot be installed: ${stderr.trim().split('\n')[0]}`)
  }
  await check('knip finds no file and no dependency unused, unlisted or not to be found', () => {
    const args = [
      program,
      '--directory',
      ROOT,
      '--config',
      join(KNIP, 'knip.jsonc'),
      '--include',
      'files,dependencies,unlisted,unresolved',
      '--no-progress',
      '--no-config-hints',
      '--reporter',
      'json',
    ]
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    })
    assert.ok(stdout.startsWith('{'), `knip ended with ${status}: ${stderr}`)
    assert.deepEqual(findings(JSON.parse(stdout)), [])
  })
}

/** The root's dependencies are those of catalog and backend, where they are judged. */
function findings({ files = [], issues = [] }) {
  const kinds = ['files', 'dependencies', 'devDependencies', 'optionalPeerDependencies', 'unlisted', 'unresolved']
  const listed = issues.flatMap((issue) =>
    kinds
      .filter((kind) => issue.file !== 'package.json' || kind !== 'dependencies')
      .flatMap((kind) => (issue[kind] ?? []).map(({ name }) => `${issue.file}: ${name} (${kind})`)),
  )
  return [...files.map((file) => `${file} (unused)`), ...listed]
}
