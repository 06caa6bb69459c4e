import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshEnvironment } from './environment.mjs'
import { processesIn, startProgram, waitFor } from './processes.mjs'

/** A temporary folder and the programs started in it. All of it is gone after `remove`, and after a signal. */
export function createScratch(name) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `modelkeep-${name}-`)))
  const env = freshEnvironment(process.env)
  const programs = new Set()

  /** @param {string} command @param {string[]} args @param {{cwd?: string, env?: NodeJS.ProcessEnv}} [options] */
  function start(command, args, { cwd = folder, env: extra = {} } = {}) {
    const program = startProgram(command, args, { cwd, env: { ...env, ...extra } })
    programs.add(program)
    return program
  }

  /** Runs a command to its end. @returns its output @throws unless it exits with 0 */
  async function run(command, args, { ms = 60_000, ...options } = {}) {
    const program = start(command, args, options)
    await waitFor(() => program.ended() !== null, { what: `${command} to end`, ms })
    assert.equal(program.ended(), 0, program.output())
    return program.output()
  }

  function remove() {
    for (const program of programs) program.kill()
    for (const left of processesIn(folder)) {
      try {
        process.kill(Number.parseInt(left, 10), 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      remove()
      process.exit(1)
    })
  }
  return { folder, start, run, remove }
}
