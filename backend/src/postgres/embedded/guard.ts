/**
 * Runs a program that cannot outlive this process.
 *
 * A shell stands between the two. It starts the program and waits for it, while a second shell reads from a pipe that only this
 * process can write to. A line on the pipe is the name of a signal to pass on. The end of the pipe means that this process is
 * gone, by whatever cause, SIGKILL included: the program is then told to stop every second, and after half a minute forced to.
 * Because the first shell is the program's parent, the program's id cannot be given to another process while there is anything
 * left to signal.
 *
 * The shells run in a session of their own, so that Ctrl-C in a terminal reaches this process only, and it can close in order.
 * They ignore the signals that a service manager may send to everyone.
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
  /** What the program is sent when this process is gone. */
  readonly farewell: 'INT' | 'TERM'
  /** Where the program's output goes: an open file, or a pipe to be read from `child`. */
  readonly output: number | 'pipe'
  /** What the program reads; nothing where absent. */
  readonly input?: string
}

export interface Guarded {
  readonly child: ChildProcess
  /** The exit code; 128 and the signal's number where a signal ended it. Rejects where nothing could be started. */
  readonly exited: Promise<number>
  /** Sends a signal to the program, as the user it runs as. */
  send(signal: 'INT' | 'TERM' | 'QUIT' | 'KILL'): void
  /** Gives the guard up. What it guarded may still be there. */
  abandon(): void
}

const SECONDS_TO_STOP = Array.from({ length: 30 }, (_, index) => index).join(' ')

// 3: the pipe to this process. 4: the program's standard input, since a shell gives /dev/null to what it starts with "&".
const SCRIPT = `
trap '' HUP INT QUIT TERM
farewell=$1
shift
exec 4<&0 </dev/null
"$@" <&4 3<&- 4<&- &
program=$!
exec 4<&-
{
  while read -r name; do kill -s "$name" "$program"; done <&3
  for second in ${SECONDS_TO_STOP}; do kill -s "$farewell" "$program" && sleep 1; done
  kill -s KILL "$program"
} >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait "$program"
code=$?
kill -s KILL "$guard"
exit "$code"
`

/** The program sees none of this process's environment: no secrets, and no PG* variables that would change what it does. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Keeps the event loop alive, as any child process does, until `child.unref()`. */
export function startGuarded(command: GuardedCommand): Guarded {
  const { file, args, cwd, owner, farewell, output, input } = command
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'modelkeep-guard', farewell, file, ...args], {
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
  const exited = exitOf(child)
  // Whoever waits for it sees the rejection; nobody may be waiting yet.
  exited.catch(() => {})
  return {
    child,
    exited,
    send: (signal) => void lifeline.write(`${signal}\n`),
    abandon: () => void child.kill('SIGKILL'),
  }
}

async function exitOf(child: ChildProcess): Promise<number> {
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 137
}
