#!/usr/bin/env node
// `npm run check:deployment`: what can be checked of the files to deploy with, where there is no container engine, no cluster and no
// systemd that runs. Prints one line a check, what could not be run and why, and `N passed, N failed, N skipped` alone on the last.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChecks } from './clone-check/checks.mjs'
import { checkCompose, checkKubernetes, checkWorkflow } from './deployment/manifests.mjs'
import { whyNoScratchRoot } from './deployment/scratch-root.mjs'
import { ROOT } from './prepare/prepare.mjs'

/** `systemd-analyze security` gives 0 to a service that can do nothing, 10 to one that can do all. */
const MOST_EXPOSED = 2

const { check, counts } = createChecks({ print: (line) => console.log(line) })
let skipped = 0
const skip = (what, why) => {
  skipped += 1
  console.log(`skipped - ${what}: ${why}`)
}
const read = (path) => readFileSync(join(ROOT, path), 'utf8')

await checkCompose(check, {
  text: read('compose.yaml'),
  exists: (path) => spawnSync('git', ['ls-files', '--error-unmatch', path], { cwd: ROOT }).status === 0,
})
await checkKubernetes(check, read('ops/kubernetes.yaml'))
await checkWorkflow(check, read('.github/workflows/ci.yml'))
await checkUnit()
await checkDockerfile()
console.log(`${counts.passed} passed, ${counts.failed} failed, ${skipped} skipped`)
process.exit(counts.failed === 0 ? 0 : 1)

async function checkUnit() {
  const unit = join(ROOT, 'ops/modelkeep.service')
  const analyze = (...args) => spawnSync('systemd-analyze', args, { encoding: 'utf8' })
  if (analyze('--version').error) return skip('ops/modelkeep.service', 'there is no systemd-analyze')
  await check('systemd-analyze verify has nothing against the unit', () => {
    const { status, stdout, stderr } = analyze('verify', '--man=no', unit)
    const complaints = `${stdout}${stderr}`
      .split('\n')
      .filter((line) => /modelkeep\.service/.test(line) && !/is not executable|No such file/.test(line))
    if (status !== 0 && complaints.length > 0) throw new Error(complaints.join('\n'))
  })
  await check(`systemd-analyze security: it is exposed ${MOST_EXPOSED} at most`, () => {
    const { stdout } = analyze('security', '--offline=true', '--no-pager', unit)
    const exposure = Number(/Overall exposure level for modelkeep\.service: ([\d.]+)/.exec(stdout)?.[1] ?? Number.NaN)
    if (!(exposure <= MOST_EXPOSED)) throw new Error(`it is ${exposure}`)
    console.log(`     exposure ${exposure}`)
  })
}

/** Every line of it, in scratch roots. */
async function checkDockerfile() {
  const folder = mkdtempSync(join(tmpdir(), 'modelkeep-image-'))
  try {
    const why = whyNoScratchRoot(folder)
    if (why !== null) return skip('the lines of the Dockerfile', why)
    const { stdout, stderr } = spawnSync(
      'unshare',
      [
        '--mount',
        '--propagation',
        'private',
        process.execPath,
        join(ROOT, 'scripts/deployment/run-dockerfile.mjs'),
        folder,
      ],
      { encoding: 'utf8', maxBuffer: 2 ** 26 },
    )
    const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(stdout) ?? []
    console.log(stdout.replace(/^\d+ passed, \d+ failed\n?/m, '').trimEnd())
    if (passed === undefined)
      await check('the Dockerfile is executed to its end', () => Promise.reject(new Error(stderr)))
    counts.passed += Number(passed ?? 0)
    counts.failed += Number(failed ?? 0)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
