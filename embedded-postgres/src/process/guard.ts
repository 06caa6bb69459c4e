/**
 * Runs a program that cannot outlive this process.
 *
 * A shell starts the program and waits for it. A second shell reads from a pipe that only this process can write to. A line
 * on the pipe names a signal to forward. The end of the pipe means that this process is gone, for whatever reason, SIGKILL
 * included: the second shell then signals the program to stop every second, and kills it after half a minute. The first shell
 * is the program's parent, so the program's id cannot be reused while there is anything left to signal.
 *
 * The shells run in a session of their own, so that Ctrl-C in a terminal reaches only this process, which can then shut down
 * cleanly. They ignore the signals that a service manager may send to the whole process group.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { identityOf, type Owner } from './owner.js'

export interface GuardedCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly owner: Owner
  /** Sent to the program when this process is gone. */
  readonly stopSignal: 'INT' | 'TERM'
  /** Where the program's output goes: an open file, or a pipe to be read from `child`. */
  readonly output: number | 'pipe'
  /** The program's standard input; empty if absent. */
  readonly input?: string
}

export interface Guarded {
  readonly child: ChildProcess
  /** The exit code; 128 plus the signal's number if a signal ended it. Rejects if nothing could be started. */
  readonly exited: Promise<number>
  /** Sends a signal to the program, as the user it runs as. */
  send(signal: 'INT' | 'TERM' | 'QUIT' | 'KILL'): void
  /** Kills the guard. The program may survive. */
  abandon(): void
}

const SECONDS_TO_STOP = Array.from({ length: 30 }, (_, index) => index).join(' ')

// Descriptor 3 is the pipe to this process. 4 is the program's standard input: a shell gives /dev/null to background commands.
const SCRIPT = `
trap '' HUP INT QUIT TERM
stop_signal=$1
shift
exec 4<&0 </dev/null
"$@" <&4 3<&- 4<&- &
program=$!
exec 4<&-
{
  while read -r name; do kill -s "$name" "$program"; done <&3
  for second in ${SECONDS_TO_STOP}; do kill -s "$stop_signal" "$program" && sleep 1; done
  kill -s KILL "$program"
} >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait "$program"
code=$?
kill -s KILL "$guard"
exit "$code"
`

/** The program inherits nothing from this process's environment: no secrets, and no PG* variables that would change it. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Like any child process, it keeps the event loop alive until `child.unref()`. */
export function startGuarded(command: GuardedCommand): Guarded {
  const { file, args, cwd, owner, stopSignal, output, input } = command
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'modelkeep-guard', stopSignal, file, ...args], {
    ...identityOf(owner),
    cwd,
    env: ENVIRONMENT,
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', output, output, 'pipe'],
  })
  const lifeline = child.stdio[3] as Writable & { unref(): void }
  // The program may end while a signal is on its way to it.
  lifeline.on('error', () => {})
  child.stdin?.on('error', () => {}).end(input)
  lifeline.unref()
  const exited = exitCodeOf(child)
  // Avoids an unhandled rejection if nobody awaits it yet. Later callers still see the rejection.
  exited.catch(() => {})
  return {
    child,
    exited,
    send: (signal) => void lifeline.write(`${signal}\n`),
    abandon: () => void child.kill('SIGKILL'),
  }
}

async function exitCodeOf(child: ChildProcess): Promise<number> {
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 137
}
