// `node scripts/judges/contract.mjs`: checks contracts/openapi.json with Redocly and with Spectral, the latter with OWASP's rules.
// Their packages are installed here, apart from the project's own. Only that needs the network.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '../root.mjs'
import { installJudge } from './install.mjs'

const here = import.meta.dirname
const contract = join(ROOT, 'contracts', 'openapi.json')
const JUDGE_TIMEOUT_MS = 60_000

const judges = [
  {
    name: 'redocly',
    script: 'node_modules/@redocly/cli/bin/cli.js',
    args: ['lint', contract, '--config', join(ROOT, 'redocly.yaml'), '--max-problems', '50'],
  },
  {
    name: 'spectral',
    script: 'node_modules/@stoplight/spectral-cli/dist/index.js',
    args: ['lint', contract, '--ruleset', join(here, 'spectral.yaml'), '--fail-severity', 'warn'],
  },
]

const unreachable = installJudge(here)
if (unreachable === null) {
  const failed = judges.filter((judge) => !passes(judge)).length
  console.log(`${judges.length - failed} passed, ${failed} failed, 0 skipped`)
  process.exitCode = failed === 0 ? 0 : 1
} else {
  console.log(`SKIPPED: the packages of redocly and spectral cannot be installed (${unreachable}).`)
  console.log('With network access, run: (cd scripts/judges && npm ci) && node scripts/judges/contract.mjs')
  console.log('0 passed, 0 failed, 2 skipped')
}

function passes({ name, script, args }) {
  console.log(`-- ${name}`)
  const telemetryOff = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', SCARF_ANALYTICS: 'false' }
  const { status } = spawnSync(process.execPath, [join(here, script), ...args], {
    cwd: here,
    stdio: 'inherit',
    timeout: JUDGE_TIMEOUT_MS,
    env: { ...process.env, ...telemetryOff },
  })
  console.log(`${name}: ${status === 0 ? 'no problems' : `exited with ${status}`}`)
  return status === 0
}
