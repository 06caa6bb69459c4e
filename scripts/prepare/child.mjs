import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const TAIL_LINES = 25
const TAIL_BYTES = 16_384
const PROGRESS_MS = 10_000
const KILL_AFTER_MS = 2_000

/** Preparation cannot go on; `message` is what a person needs to read. */
export class PrepareError extends Error {
  name = 'PrepareError'
  code = 'PREPARE_FAILED'
  /** @param {string} message @param {{exitCode?: number, cause?: unknown}} [options] */
  constructor(message, { exitCode = 1, cause } = {}) {
    super(message, { cause })
    this.exitCode = exitCode
  }
}

/**
 * Runs a program with its output kept back: the tail is for the case that it fails.
 * SIGINT and SIGTERM end it first and then reject with a PrepareError, so that locks are given back on the way out.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd: string, env?: NodeJS.ProcessEnv, shell?: boolean, say: (line: string) => void, onPid?: (pid: number) => void}} options
 * @returns {Promise<{code: number, tail: string, stdout: string, seconds: string}>}
 */
export async function runQuietly(command, args, { cwd, env, shell = false, say, onPid }) {
  const started = Date.now()
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`
  const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  if (child.pid !== undefined) onPid?.(child.pid)

  let tail = ''
  let stdout = ''
  const keep = (chunk) => {
    tail = (tail + chunk).slice(-TAIL_BYTES)
  }
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk
    keep(chunk)
  })
  child.stderr.setEncoding('utf8').on('data', keep)

  let interrupted
  const stop = (signal) => {
    interrupted = signal
    child.kill(signal)
    // npm takes its time; what it leaves half done is done anew by the next start.
    setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref()
  }
  const progress = setInterval(() => say(`  … ${elapsed()}`), PROGRESS_MS)
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (exitCode, signal) => resolve(exitCode ?? 128 + (constants.signals[signal] ?? 0)))
    })
    if (interrupted) throw new PrepareError('Stopped.', { exitCode: 128 + constants.signals[interrupted] })
    return { code, tail: lastLines(tail), stdout, seconds: elapsed() }
  } finally {
    clearInterval(progress)
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

function lastLines(text) {
  return text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n')
}
