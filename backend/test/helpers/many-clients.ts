import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { until } from './test-app.js'

/** How many connections are open, how many have received data, and how many changes all of them received. */
export interface ClientCounts {
  open: number
  answered: number
  changes: number
}

export interface ManyClients {
  latest(): ClientCounts
  /** Resolves when the condition is true. */
  until(condition: (counts: ClientCounts) => boolean): Promise<void>
  end(): Promise<void>
}

/** Many clients in another process, so that their memory and descriptors are not counted here. `path`: what each requests, if anything. */
export function startManyClients(port: number, count: number, path = ''): ManyClients {
  const child = fork(
    fileURLToPath(new URL('many-clients-child.ts', import.meta.url)),
    [String(port), String(count), path],
    { execArgv: ['--import', new URL('../../../scripts/typescript/register.mjs', import.meta.url).href] },
  )
  const exited = once(child, 'exit')
  let latest: ClientCounts = { open: 0, answered: 0, changes: 0 }
  child.on('message', (counts) => (latest = counts as ClientCounts))
  return {
    latest: () => latest,
    until: (condition) =>
      until(() => {
        if (child.exitCode !== null) throw new Error(`the clients ended with ${child.exitCode}`)
        return condition(latest)
      }),
    end: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** The limit of descriptors of this process; the usual default if unknown. */
export function descriptorsHere(): number {
  try {
    return Number(/^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])
  } catch {
    return 4_096
  }
}
