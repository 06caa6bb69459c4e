import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { PrepareError } from './child.mjs'
import { ensureInstalled } from './install.mjs'

/** The checkout that this script belongs to, wherever it is called from. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/**
 * Brings the checkout into a state that can run. Silent and without network where nothing is to be done; otherwise
 * progress goes to standard error, so that a command's own output stays clean. Ends the process where it cannot.
 */
export async function prepare() {
  const say = (line) => process.stderr.write(`${line}\n`)
  try {
    await ensureInstalled(ROOT, { say })
    await ensureBuilt(ROOT, { say })
  } catch (error) {
    if (!(error instanceof PrepareError)) throw error
    say(error.message)
    process.exit(error.exitCode)
  }
}
