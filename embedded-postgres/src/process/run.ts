import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { EmbeddedFailed } from '../errors.js'
import { type Guarded, type GuardedCommand, startGuarded } from './guard.js'

export type RunCommand = Omit<GuardedCommand, 'stopSignal' | 'output'> & { readonly signal?: AbortSignal | undefined }

/** Bounds one run of initdb or of a standalone server. Both usually take about half a second. */
const DEADLINE_MS = 120_000

/**
 * Runs a program to completion and returns the output of both streams. The program has ended when this settles.
 *
 * @throws EmbeddedFailed if it fails or takes longer than two minutes; the signal's reason if that aborts
 */
export async function run(what: string, { signal, ...command }: RunCommand): Promise<string> {
  signal?.throwIfAborted()
  const deadline = AbortSignal.timeout(DEADLINE_MS)
  const guarded = startGuarded({ ...command, stopSignal: 'TERM', output: 'pipe' })
  const stop = AbortSignal.any(signal ? [signal, deadline] : [deadline])
  const onStop = (): void => guarded.send('TERM')
  stop.addEventListener('abort', onStop, { once: true })
  try {
    const [code, output] = await Promise.all([guarded.exited, outputOf(guarded)])
    signal?.throwIfAborted()
    if (deadline.aborted) throw new EmbeddedFailed(`${what} took too long and was stopped: ${lastLines(output)}`)
    if (code !== 0) throw new EmbeddedFailed(failureText(`${what} failed (exit code ${String(code)})`, output))
    return output
  } finally {
    stop.removeEventListener('abort', onStop)
  }
}

/** A failure whose first line alone has the reason, and after it the end of the program's output. */
export function failureText(what: string, output: string): string {
  const lines = output.trim().split('\n')
  const reason = lines.findLast((line) => /\b(?:error|ERROR|FATAL|PANIC):/.test(line)) ?? lines.at(-1)
  return reason ? `${what}: ${reason.replace(/^.*?\b(?:error|ERROR|FATAL|PANIC): */, '')}\n${lastLines(output)}` : what
}

/** The end of a program's output, short enough for an error message. */
export function lastLines(output: string, count = 8): string {
  return output.trim().split('\n').slice(-count).join('\n')
}

async function outputOf({ child }: Guarded): Promise<string> {
  const streams = [child.stdout, child.stderr].filter((stream): stream is Readable => stream !== null)
  return (await Promise.all(streams.map((stream) => text(stream)))).join('')
}
