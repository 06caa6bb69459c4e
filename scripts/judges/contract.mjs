// Redocly's and Spectral's judgement of contracts/openapi.json, the latter with OWASP's rules; nothing is asked of the network but
// their packages, which are installed here and not with the project. Exit code 1 where one of them has something to say.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmCommand, npmEnv } from '../prepare/npm.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const contract = join(root, 'contracts', 'openapi.json')
const installWithinMs = 90_000
const judgeWithinMs = 60_000

const judges = [
  {
    name: 'redocly',
    script: 'node_modules/@redocly/cli/bin/cli.js',
    args: ['lint', contract, '--config', join(root, 'redocly.yaml'), '--max-problems', '50'],
  },
  {
    name: 'spectral',
    script: 'node_modules/@stoplight/spectral-cli/dist/index.js',
    args: ['lint', contract, '--ruleset', join(here, 'spectral.yaml'), '--fail-severity', 'warn'],
  },
]

const reason = install()
if (reason !== null) {
  console.log(
    `SKIPPED: redocly and spectral did not look at the contract: their packages could not be installed (${reason}).`,
  )
  console.log('With the registry at hand: (cd scripts/judges && npm ci) && node scripts/judges/contract.mjs')
  console.log('0 passed, 0 failed, 2 skipped')
} else {
  const failed = judges.filter((judge) => !finds(judge)).length
  console.log(`${judges.length - failed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

/** @returns {string | null} why it could not be done */
function install() {
  const stamp = join(here, 'node_modules', '.modelkeep-lock')
  const wanted = createHash('sha256')
    .update(readFileSync(join(here, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return null
  const { command, args, shell } = npmCommand(process.env, process.execPath, process.platform)
  // Their install scripts are not needed, and one of them would report home.
  const flags = [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefer-offline',
    '--fetch-retries=1',
    '--fetch-timeout=20000',
  ]
  const { status, error, stderr } = spawnSync(command, [...args, ...flags], {
    cwd: here,
    shell,
    env: npmEnv(process.env),
    encoding: 'utf8',
    timeout: installWithinMs,
  })
  if (status === 0) {
    writeFileSync(stamp, wanted)
    return null
  }
  // A lock file that is wrong is a fault of ours, a registry that cannot be reached is not.
  const said = `${error?.message ?? ''} ${stderr}`
  if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED|network|timeout/i.test(said))
    throw new Error(`npm ci in scripts/judges failed:\n${said}`)
  return said.trim().split('\n')[0]
}

function finds({ name, script, args }) {
  console.log(`-- ${name}`)
  const { status } = spawnSync(process.execPath, [join(here, script), ...args], {
    cwd: here,
    stdio: 'inherit',
    timeout: judgeWithinMs,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', SCARF_ANALYTICS: 'false' },
  })
  console.log(`${name}: ${status === 0 ? 'nothing to say' : `ended with ${status}`}`)
  return status === 0
}
