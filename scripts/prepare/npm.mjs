/** How scripts call npm. */

/** npm.cmd on Windows can only be started by a shell. */
export const NPM = { command: 'npm', shell: process.platform === 'win32' }

/** Settings of the npm that runs this script, which would change what an npm below it does. */
const DROPPED =
  /^npm_config_(workspaces?|include_workspace_root|omit|include|only|production|dry_run|global|location)$/i

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function npmEnv(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !DROPPED.test(name)))
}
