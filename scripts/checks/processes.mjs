import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 100
const STOP_MS = 30_000
const OUTPUT_CHARS = 4_000

/** A TCP port on loopback that was free a moment ago. */
export async function freePort() {
  const server = createServer()
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address()
  await new Promise((done) => server.close(done))
  return port
}

/**
 * Starts a command in a process group of its own and keeps the end of its output.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd: string, env: NodeJS.ProcessEnv}} options
 */
export function startProgram(command, args, { cwd, env }) {
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output = (output + chunk).slice(-OUTPUT_CHARS)
    })
  }
  /** @type {string | number | null} exit code, signal or error */
  let ended = null
  child.once('error', (error) => (ended = error.message))
  child.once('close', (code, signal) => (ended = signal ?? code))

  const signalGroup = (signal) => {
    // Without a pid, kill(-pid) would signal our own group.
    if (child.pid === undefined) return false
    try {
      process.kill(-child.pid, signal)
      return true
    } catch {
      return false
    }
  }
  const kill = () => signalGroup('SIGKILL')
  /** Sends SIGTERM to the command alone, as a supervisor does; then its whole process group must end. */
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
 * Polls until `probe` returns something truthy, and returns that.
 * @template T
 * @param {() => Promise<T> | T} probe may throw, which counts as "not yet"
 * @param {{what: string, ms: number, program?: {ended: () => string | number | null, output: () => string}}} options
 * @returns {Promise<T>}
 * @throws {Error} after `ms`, or when `program` ends
 */
export async function waitFor(probe, { what, ms, program }) {
  const started = Date.now()
  let lastError = ''
  const output = () => (program ? `; the end of its output:\n${program.output()}` : '')
  while (Date.now() - started < ms) {
    try {
      const value = await probe()
      if (value) return value
    } catch (error) {
      lastError = ` (${error.message})`
    }
    if (program && program.ended() !== null)
      throw new Error(`the program ended with ${program.ended()} while waiting for ${what}${output()}`)
    await sleep(POLL_MS)
  }
  throw new Error(`waited ${ms / 1000} s for ${what}${lastError}${output()}`)
}

/** Processes whose command line or working directory lies in `folder`, as `pid command`. Linux only; elsewhere none. */
export function processesIn(folder) {
  if (!existsSync('/proc/self/cmdline')) return []
  const orEmpty = (read) => {
    try {
      return read()
    } catch {
      return '' // the process has ended
    }
  }
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .map((pid) => ({
      pid,
      folder: orEmpty(() => readlinkSync(`/proc/${pid}/cwd`)),
      command: orEmpty(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
    }))
    .filter((running) => running.folder.includes(folder) || running.command.includes(folder))
    .map(({ pid, command }) => `${pid} ${command.replaceAll('\0', ' ').trim()}`)
}
