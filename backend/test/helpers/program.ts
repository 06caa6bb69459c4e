import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The built program as a separate process. `npm test` builds it first. */
export interface Program {
  process: ChildProcess
  output(): string
  /** Resolves as soon as the output matches; rejects when the program ends before. */
  waitForOutput(pattern: RegExp): Promise<RegExpMatchArray>
  /** Sends a signal and resolves with the exit code, or the signal's name. */
  stop(signal?: NodeJS.Signals): Promise<number | string | null>
  exited(): Promise<number | string | null>
}

const entries = { serve: '../../bundle/main.js', cli: '../../bundle/cli.js' } as const

/** The Node flags of `npm start`, so that the service is tested as it runs. */
const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  scripts: { start: string }
}
const nodeFlags = scripts.start.split(' ').filter((word) => word.startsWith('--'))

/** Starts the program with the Node flags of `npm start`, and with a clean environment. */
export function startProgram(
  entry: keyof typeof entries,
  args: readonly string[],
  env: Record<string, string>,
): Program {
  const path = fileURLToPath(new URL(entries[entry], import.meta.url))
  // All requests of a test come from one address, so the rate limit is off.
  const clean = {
    RATE_LIMIT: '0',
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '/',
    DRAIN_SECONDS: '0',
  }
  const child = spawn(process.execPath, [...(entry === 'serve' ? nodeFlags : []), path, ...args], {
    env: { ...clean, ...env },
    cwd: env['DATA_DIR'] ?? '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      for (const check of waiting) check()
    })
  }
  const exit = once(child, 'close').then(([code, signal]: unknown[]) => (code ?? signal) as number | string | null)
  return {
    process: child,
    output: () => output,
    waitForOutput: (pattern) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = pattern.exec(output)
          if (found === null) return
          waiting.delete(check)
          resolve(found)
        }
        waiting.add(check)
        check()
        void exit.then((code) =>
          reject(new Error(`the program ended with ${code} before its output matched ${pattern}:\n${output}`)),
        )
      }),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return exit
    },
    exited: () => exit,
  }
}
