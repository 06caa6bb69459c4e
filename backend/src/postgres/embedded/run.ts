import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { EmbeddedFailed } from './errors.js'
import { type Guarded, type GuardedCommand, startGuarded } from './guard.js'

export type RunCommand = Omit<GuardedCommand, 'farewell' | 'output'> & { readonly signal?: AbortSignal | undefined }

/** Bounds one run of initdb or of a server without a network, both of which take about half a second. */
const DEADLINE_MS = 120_000

/**
 * Runs a program to its end and returns what it printed on both streams. Rejects with EmbeddedFailed where it fails or takes
 * longer than two minutes, and with the signal's reason where that aborts; the program has ended by then in every case.
 */
export async function run(what: string, { signal, ...command }: RunCommand): Promise<string> {
  signal?.throwIfAborted()
  const deadline = AbortSignal.timeout(DEADLINE_MS)
  const guarded = startGuarded({ ...command, farewell: 'TERM', output: 'pipe' })
  const stop = AbortSignal.any(signal ? [signal, deadline] : [deadline])
  const onStop = (): void => guarded.send('TERM')
  stop.addEventListener('abort', onStop, { once: true })
  try {
    const [code, output] = await Promise.all([guarded.exited, printed(guarded)])
    signal?.throwIfAborted()
    if (deadline.aborted) throw new EmbeddedFailed(`${what} took too long and was stopped: ${lastLines(output)}`)
    if (code !== 0) throw new EmbeddedFailed(`${what} failed (exit code ${String(code)}): ${lastLines(output)}`)
    return output
  } finally {
    stop.removeEventListener('abort', onStop)
  }
}

/** The end of a program's output, short enough for one error message. */
export function lastLines(output: string, count = 8): string {
  return output.trim().split('\n').slice(-count).join('\n')
}

async function printed({ child }: Guarded): Promise<string> {
  const streams = [child.stdout, child.stderr].filter((stream): stream is Readable => stream !== null)
  return (await Promise.all(streams.map((stream) => text(stream)))).join('')
}
