import { type ChildProcess, execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, vi } from 'vitest'
import { layoutOf } from '../../src/data-dir/layout.js'
import { findProcesses, stopLeftovers } from '../../src/process/leftovers.js'
import type { Log } from '../../src/log.js'
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from '../../src/server.js'
import { query } from './query.js'

export const NOBODY = { uid: 65534, gid: 65534 }
export const isRoot = process.getuid?.() === 0

export interface Entry {
  level: 'info' | 'warn' | 'debug'
  fields: object
  message: string
}

export function recordingLog(): Log & { readonly entries: Entry[] } {
  const entries: Entry[] = []
  const at = (level: Entry['level']) => (fields: object, message: string) =>
    void entries.push({ level, fields, message })
  return { entries, info: at('info'), warn: at('warn'), debug: at('debug') }
}

/**
 * A directory of mode 0700, as `mktemp -d` makes it, for one test; empty, or with what `like` holds. No PostgreSQL may be left in
 * it at the end.
 */
export async function lendDataDir(like?: string): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-embedded-'))
  onTestFinished(async () => {
    // A server whose program was killed needs a moment.
    const left = await untilGone(dataDir).catch((error: unknown) => error)
    await stopLeftovers(layoutOf(dataDir).cluster, recordingLog())
    await rm(dataDir, { recursive: true, force: true })
    expect(left, 'PostgreSQL left behind').toBeUndefined()
  })
  // Not Node's own `cp`, which takes thirty times as long for a cluster's thousand files.
  if (like !== undefined) await promisify(execFile)('cp', ['-a', `${like}/.`, dataDir])
  return dataDir
}

/** A DATA_DIR with a database in which the table `kept` holds 42, shut down; to be removed by whoever asked. */
export async function makeDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-embedded-'))
  const server = await startEmbedded({ dataDir, log: recordingLog() })
  try {
    await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  } finally {
    await server.stop()
  }
  return dataDir
}

/** Why the promise was rejected. To be called at once, so that a rejection is never without somebody who waits for it. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no failure',
    (error: unknown) => String(error),
  )
}

/** A started server that is stopped at the end of the test, unless it has been already. */
export async function lendServer(dataDir: string, options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir, log: recordingLog(), ...options })
  onTestFinished(() => server.stop())
  return server
}

export async function untilGone(dataDir: string): Promise<void> {
  const { cluster } = layoutOf(dataDir)
  await vi.waitFor(async () => expect((await findProcesses(cluster)) ?? []).toEqual([]), {
    timeout: 20_000,
    interval: 20,
  })
}

export type Message =
  | { type: 'progress'; message: string }
  | { type: 'ready'; url: string }
  | { type: 'failed'; name: string; message: string }
  | { type: 'interrupted'; rows: unknown }
  | { type: 'stopped' }

export interface Child {
  readonly process: ChildProcess
  readonly pid: number
  /** The next message of this type, or one that came already. */
  message<T extends Message['type']>(type: T): Promise<Extract<Message, { type: T }>>
  readonly exited: Promise<{ code: number | null; signal: string | null }>
}

/** Another process that starts the embedded server on `dataDir`: see embedded-child.ts for what it can be told. */
export function lendChild(dataDir: string, identity: { uid?: number; gid?: number } = {}): Child {
  const child = fork(fileURLToPath(new URL('embedded-child.ts', import.meta.url)), [dataDir], {
    ...identity,
    execArgv: ['--import', new URL('../../../scripts/typescript/register.mjs', import.meta.url).href],
    env: { PATH: process.env['PATH'], TMPDIR: dataDir, ADMIN_TOKEN: 'a-secret-of-the-program' },
    detached: true,
  })
  const exited = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
  }))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  const seen: Message[] = []
  child.on('message', (message) => seen.push(message as Message))
  return { process: child, pid: child.pid ?? 0, exited, message: (type) => nextMessage(child, seen, type) }
}

async function nextMessage<T extends Message['type']>(
  child: ChildProcess,
  seen: Message[],
  type: T,
): Promise<Extract<Message, { type: T }>> {
  for (;;) {
    const found = seen.find((message) => message.type === type)
    if (found) return found as Extract<Message, { type: T }>
    const failed = seen.find((message) => message.type === 'failed')
    if (failed) throw new Error(`${failed.name}: ${failed.message}`)
    await Promise.race([once(child, 'message'), endOf(child)])
  }
}

async function endOf(child: ChildProcess): Promise<never> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  throw new Error(`the child process ended: ${String(child.exitCode ?? child.signalCode)}`)
}
