// One process of a comparison: started, pinned to a core, looked at through /proc, stopped.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from './ask.mjs'

/** The server has a core of its own, whoever asks it has another. */
export const SERVER_CORE = availableParallelism() - 1
export const GENERATOR_CORE = 0

const msPerTick = 10 // CLK_TCK is 100 on every Linux that user space sees
const tail = 4_000

/**
 * Starts a server, and waits until `path` is answered with 200.
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
  process.once('exit', kill) // nothing stays behind when the bench fails or is stopped
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
    const answer = await ask(port, path).catch(() => null)
    if (answer?.status === 200) return answer
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

/** Every thread that there is; later ones inherit it. What it started before (PostgreSQL) stays free. */
export function pin(pid, core) {
  execFileSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' })
}

/** Milliseconds of CPU that a process has used, in user space and in the kernel. */
export function cpuMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * msPerTick
}

/** Megabytes of memory that a process holds now, and held at most. */
export function memoryMb(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
  return { now: of('VmRSS'), peak: of('VmHWM') }
}
