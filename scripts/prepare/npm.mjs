import { existsSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { PrepareError } from './child.mjs'

// Settings that an `npm start` or `npx` around this process hands down, and that would change what an install does.
const NOT_INHERITED = [
  'workspace',
  'workspaces',
  'include_workspace_root',
  'omit',
  'only',
  'production',
  'dry_run',
  'package_lock_only',
  'global',
  'location',
  'package',
  'call',
]

/**
 * The npm to run: the one that runs us, else the one on PATH, else the one that came with this Node.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node path of the running node
 * @param {NodeJS.Platform} platform
 * @returns {{command: string, args: string[], shell: boolean}}
 */
export function npmCommand(env, node, platform) {
  const runner = env.npm_execpath ?? ''
  if (/^(npm|npx)-cli\.c?js$/.test(basename(runner))) {
    const cli = join(dirname(runner), basename(runner).replace('npx', 'npm'))
    if (existsSync(cli)) return { command: node, args: [cli], shell: false }
  }
  const file = platform === 'win32' ? 'npm.cmd' : 'npm'
  const path = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean)
  if (path.some((folder) => existsSync(join(folder, file))))
    return { command: 'npm', args: [], shell: platform === 'win32' }
  const beside = [join(dirname(node), '..', 'lib', 'node_modules'), join(dirname(node), 'node_modules')]
    .map((folder) => join(folder, 'npm', 'bin', 'npm-cli.js'))
    .find((cli) => existsSync(cli))
  if (beside) return { command: node, args: [beside], shell: false }
  throw new PrepareError(
    'Packages need installing, and no npm was found on the PATH: install npm, or run this as `npm start`.',
  )
}

/**
 * The environment for an npm below an npm.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function npmEnv(env) {
  const dropped = new Set(NOT_INHERITED.map((name) => `npm_config_${name}`))
  return Object.fromEntries(Object.entries(env).filter(([name]) => !dropped.has(name.toLowerCase())))
}
