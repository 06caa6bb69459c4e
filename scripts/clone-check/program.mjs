import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 100
const STOP_MS = 30_000
const TAIL = 4_000

/** A TCP port on loopback that was free a moment ago. */
export async function freePort() {
  const server = createServer()
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address()
  await new Promise((done) => server.close(done))
  return port
}

/**
 * Starts a command in a process group of its own, with no terminal and its output kept.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd: string, env: NodeJS.ProcessEnv}} options
 */
export function startProgram(command, args, { cwd, env }) {
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output = (output + chunk).slice(-TAIL)
    })
  }
  /** @type {string | number | null} */
  let ended = null
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('close', (code, signal) => {
    ended = signal ?? code
  })
  const { pid } = child
  const signalGroup = (signal) => {
    // Without an id the command was never there; a kill of nobody's group would reach our own.
    if (pid === undefined) return false
    try {
      process.kill(-pid, signal)
      return true
    } catch {
      return false
    }
  }
  const kill = () => signalGroup('SIGKILL')
  /** SIGTERM to the command alone, as a supervisor sends it; then the whole group has to be gone. */
  const stop = async () => {
    child.kill('SIGTERM')
    try {
      await waitFor(() => ended !== null && !signalGroup(0), { what: 'its processes to end', ms: STOP_MS })
    } finally {
      kill()
    }
  }
  return { stop, kill, output: () => output, ended: () => ended }
}

/**
 * Asks until the answer is not falsy, and gives it.
 * @template T
 * @param {() => Promise<T> | T} ask may throw: that counts as "not yet"
 * @param {{what: string, ms: number, program?: {ended: () => string | number | null, output: () => string}}} options
 * @returns {Promise<T>}
 */
export async function waitFor(ask, { what, ms, program }) {
  const started = Date.now()
  let last = ''
  while (Date.now() - started < ms) {
    try {
      const answer = await ask()
      if (answer) return answer
    } catch (error) {
      last = ` (${error.message})`
    }
    if (program && program.ended() !== null)
      throw new Error(
        `it ended with ${program.ended()} while ${what} was waited for; the end of its output:\n${program.output()}`,
      )
    await sleep(POLL_MS)
  }
  throw new Error(
    `waited ${ms / 1000} s for ${what}${last}${program ? `; the end of its output:\n${program.output()}` : ''}`,
  )
}

/** Processes whose command line or working directory lies in `folder`. Known on Linux only; elsewhere none are. */
export function processesIn(folder) {
  if (!existsSync('/proc/self/cmdline')) return []
  const look = (read) => {
    try {
      return read()
    } catch {
      return ''
    }
  }
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) =>
      `${look(() => readlinkSync(`/proc/${pid}/cwd`))}\0${look(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))}`.includes(
        folder,
      ),
    )
    .map(
      (pid) =>
        `${pid} ${look(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
          .replaceAll('\0', ' ')
          .trim()}`,
    )
}
