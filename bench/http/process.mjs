// A process under measurement: started, pinned to a core, observed through /proc, stopped.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendRequest } from './send-request.mjs'

/** The server has one core, the load generator another. */
export const SERVER_CORE = availableParallelism() - 1
export const GENERATOR_CORE = 0

const msPerTick = 10 // CLK_TCK is 100 on every Linux
const tail = 4_000

/**
 * Starts a server, and waits until `path` responds 200.
 * @param {string[]} command program and arguments
 * @param {{env?: NodeJS.ProcessEnv, port: number, path: string, withinMs?: number}} options
 */
export async function startServer([program, ...args], { env = {}, port, path, withinMs = 30_000 }) {
  const startedAt = performance.now()
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'exit').catch(() => {})
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-tail)
  })
  const kill = () => child.kill('SIGTERM')
  process.once('exit', kill) // leaves no process behind if the bench fails or is stopped
  const stop = async () => {
    await stopProcess(child, ended)
    process.off('exit', kill)
  }
  try {
    const first = await firstAnswer({ port, path, child, giveUpAt: startedAt + withinMs })
    return { pid: child.pid, port, first, tookMs: performance.now() - startedAt, stop }
  } catch (error) {
    await stop()
    throw new Error(`${[program, ...args].join(' ')}: ${error.message}\n${errors}`, { cause: error })
  }
}

async function firstAnswer({ port, path, child, giveUpAt }) {
  for (;;) {
    if (child.exitCode !== null || child.pid === undefined) throw new Error(`ended with ${child.exitCode}`)
    const response = await sendRequest(port, path).catch(() => null)
    if (response?.status === 200) return response
    if (performance.now() > giveUpAt) throw new Error(`no 200 on ${path} in time`)
    await sleep(2)
  }
}

async function stopProcess(child, ended) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 12_000)
  await ended
  clearTimeout(tooLong)
}

/** Pins all current threads, whose new threads inherit it. Processes started before (PostgreSQL) stay unpinned. */
export function pin(pid, core) {
  execFileSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' })
}

/** CPU time of a process so far in milliseconds, in user space and kernel. */
export function cpuMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * msPerTick
}

/** Resident memory of a process in MB, now and at most. */
export function memoryMb(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
  return { now: of('VmRSS'), peak: of('VmHWM') }
}
