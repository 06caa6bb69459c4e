// `node scripts/judges/contract.mjs`: checks contracts/openapi.json with Redocly and with Spectral, the latter with OWASP's rules.
// Their packages are installed here, apart from the project's own. Only that needs the network.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { NPM, npmEnv } from '../prepare/npm.mjs'
import { ROOT } from '../root.mjs'

const here = import.meta.dirname
const contract = join(ROOT, 'contracts', 'openapi.json')
const INSTALL_TIMEOUT_MS = 90_000
const JUDGE_TIMEOUT_MS = 60_000
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED|network|timeout/i

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

const unreachable = install()
if (unreachable === null) {
  const failed = judges.filter((judge) => !passes(judge)).length
  console.log(`${judges.length - failed} passed, ${failed} failed, 0 skipped`)
  process.exitCode = failed === 0 ? 0 : 1
} else {
  console.log(`SKIPPED: the packages of redocly and spectral cannot be installed (${unreachable}).`)
  console.log('With network access, run: (cd scripts/judges && npm ci) && node scripts/judges/contract.mjs')
  console.log('0 passed, 0 failed, 2 skipped')
}

/**
 * @returns {string | null} the reason if the registry cannot be reached
 * @throws {Error} for any other failure, such as an invalid lock file
 */
function install() {
  const installed = join(here, 'node_modules/.package-lock.json')
  const lock = join(here, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs > statSync(lock).mtimeMs) return null
  // Without their install scripts, one of which reports usage to its vendor.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const impatience = ['--prefer-offline', '--fetch-retries=1', '--fetch-timeout=20000']
  const { status, error, stderr } = spawnSync(NPM.command, ['ci', ...flags, ...impatience], {
    cwd: here,
    shell: NPM.shell,
    env: npmEnv(process.env),
    encoding: 'utf8',
    timeout: INSTALL_TIMEOUT_MS,
  })
  if (status === 0) return null
  const message = `${error?.message ?? ''} ${stderr}`.trim()
  if (UNREACHABLE.test(message)) return message.split('\n')[0]
  throw new Error(`npm ci in scripts/judges failed:\n${message}`)
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
