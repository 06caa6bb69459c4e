#!/usr/bin/env node
// `npm run check:deployment`: checks compose.yaml, the Kubernetes manifest, the CI workflow and the systemd unit, as far as that
// is possible without running them. CI's image job builds and runs the image.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkCompose, checkKubernetes, checkWorkflow } from './checks/manifests.mjs'
import { createReport } from './checks/report.mjs'
import { ROOT } from './root.mjs'

/** `systemd-analyze security` rates a service from 0 (can do nothing) to 10 (can do everything). */
const MAX_EXPOSURE = 2

const { check, skip, finish } = createReport()
const read = (path) => readFileSync(join(ROOT, path), 'utf8')
const isCommitted = (path) => spawnSync('git', ['ls-files', '--error-unmatch', path], { cwd: ROOT }).status === 0

await checkCompose(check, { text: read('compose.yaml'), isCommitted })
await checkKubernetes(check, read('ops/kubernetes.yaml'))
await checkWorkflow(check, read('.github/workflows/ci.yml'))
await checkUnit(join(ROOT, 'ops/modelkeep.service'))
finish()

async function checkUnit(unit) {
  const analyze = (...args) => spawnSync('systemd-analyze', args, { encoding: 'utf8' })
  if (analyze('--version').error) return skip('ops/modelkeep.service', 'systemd-analyze is not installed')
  await check('systemd: the unit is valid', () => {
    const { status, stdout, stderr } = analyze('verify', '--man=no', unit)
    // Its executable and its files are not on this machine.
    const problems = `${stdout}${stderr}`
      .split('\n')
      .filter((line) => /modelkeep\.service/.test(line) && !/is not executable|No such file/.test(line))
    if (status !== 0 && problems.length > 0) throw new Error(problems.join('\n'))
  })
  await check(`systemd: the unit's exposure is ${MAX_EXPOSURE} or less`, () => {
    const { stdout } = analyze('security', '--offline=true', '--no-pager', unit)
    const [, exposure] = /Overall exposure level for modelkeep\.service: ([\d.]+)/.exec(stdout) ?? []
    if (!(Number(exposure) <= MAX_EXPOSURE)) throw new Error(`the exposure is ${exposure}`)
  })
}
