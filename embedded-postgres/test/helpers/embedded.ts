import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, vi } from 'vitest'
import { layoutOf } from '../../src/data-dir/layout.js'
import { findProcesses, stopLeftovers } from '../../src/process/leftovers.js'
import type { Log } from '../../src/log.js'
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from '../../src/server.js'
import { copyTemplate } from './template.js'

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

/** An empty directory of mode 0700, as `mktemp -d` creates it, for one test. Checks afterwards that no PostgreSQL is left in it. */
export async function lendDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-embedded-'))
  onTestFinished(async () => {
    // A server whose program was killed takes a moment to shut down.
    const left = await untilGone(dataDir).catch((error: unknown) => error)
    await stopLeftovers(layoutOf(dataDir).cluster, recordingLog())
    await rm(dataDir, { recursive: true, force: true })
    expect(left, 'PostgreSQL left behind').toBeUndefined()
  })
  return dataDir
}

/** Like `lendDataDir`, with an initialised database whose table `template.kept` contains 42. */
export async function lendInitialisedDataDir(): Promise<string> {
  const dataDir = await lendDataDir()
  await copyTemplate(dataDir)
  return dataDir
}

/** The reason for a rejection, as text. Call it at once, so that the rejection is always handled. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no failure',
    (error: unknown) => String(error),
  )
}

/** A started server that is stopped at the end of the test. */
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
  /** The first message of this type, received or still to come. */
  message<T extends Message['type']>(type: T): Promise<Extract<Message, { type: T }>>
  readonly exited: Promise<{ code: number | null; signal: string | null }>
}

/** Another process that starts the embedded server on `dataDir`; see embedded-child.ts. */
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
