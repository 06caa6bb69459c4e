import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { NPM, npmEnv } from '../prepare/npm.mjs'

const INSTALL_TIMEOUT_MS = 90_000
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED|network|timeout/i

/**
 * Installs the packages of a judge, unless they are there.
 * @param {string} folder with a package.json and a lock file
 * @returns {string | null} the reason if the registry cannot be reached
 * @throws {Error} for any other failure, such as an invalid lock file
 */
export function installJudge(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json')
  const lock = join(folder, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs > statSync(lock).mtimeMs) return null
  // Without their install scripts, one of which reports usage to its vendor.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const impatience = ['--prefer-offline', '--fetch-retries=1', '--fetch-timeout=20000']
  const { status, error, stderr } = spawnSync(NPM.command, ['ci', ...flags, ...impatience], {
    cwd: folder,
    shell: NPM.shell,
    env: npmEnv(process.env),
    encoding: 'utf8',
    timeout: INSTALL_TIMEOUT_MS,
  })
  if (status === 0) return null
  const message = `${error?.message ?? ''} ${stderr}`.trim()
  if (UNREACHABLE.test(message)) return message.split('\n')[0]
  throw new Error(`npm ci in ${folder} failed:\n${message}`)
}
