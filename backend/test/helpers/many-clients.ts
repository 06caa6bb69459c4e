import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { until } from './test-app.js'

/** How many of the connections are open, have got something, and how many changes they were told, all together. */
export interface Told {
  open: number
  answered: number
  changes: number
}

export interface ManyClients {
  latest(): Told
  /** Resolves when it is so. */
  until(fact: (told: Told) => boolean): Promise<void>
  end(): Promise<void>
}

/** Many clients in one other process, so that their memory and descriptors are not counted here. `path`: what each asks; none: nothing. */
export function startManyClients(port: number, count: number, path = ''): ManyClients {
  const child = fork(
    fileURLToPath(new URL('many-clients-child.ts', import.meta.url)),
    [String(port), String(count), path],
    { execArgv: ['--import', new URL('../../../scripts/typescript/register.mjs', import.meta.url).href] },
  )
  const exited = once(child, 'exit')
  let latest: Told = { open: 0, answered: 0, changes: 0 }
  child.on('message', (told) => (latest = told as Told))
  return {
    latest: () => latest,
    until: (fact) =>
      until(() => {
        if (child.exitCode !== null) throw new Error(`the clients ended with ${child.exitCode}`)
        return fact(latest)
      }),
    end: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** How many descriptors a process may have here; where it is not told, what most systems allow. */
export function descriptorsHere(): number {
  try {
    return Number(/^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])
  } catch {
    return 4_096
  }
}
