import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram, type Program } from '../../helpers/program.js'
import { eventually, refresh } from './refresh.js'

/** One of several processes of the program on a shared database, with its own DATA_DIR. */
export interface Replica {
  name: string
  program: Program
  url: string
  /** The output of all processes of this replica so far. */
  output(): string
  /** Starts the replica again after a kill or stop, with the same DATA_DIR and port. */
  start(): Promise<void>
}

export interface Replicas {
  all: Replica[]
  close(): Promise<void>
}

export const replicaToken = 'of-the-replicas-0123456789'

/** Starts two replicas at a time, to limit the load on the machine. `databaseUrls`: one per replica. */
export async function startReplicas(
  databaseUrls: readonly string[],
  env: Record<string, string> | ((nr: number) => Record<string, string>),
): Promise<Replicas> {
  const home = await mkdtemp(join(tmpdir(), 'modelkeep-replicas-'))
  const all = databaseUrls.map((url, nr) =>
    createReplica(`replica-${nr}`, {
      ...(typeof env === 'function' ? env(nr) : env),
      DATABASE_URL: url,
      DATA_DIR: join(home, String(nr)),
    }),
  )
  const close = async (): Promise<void> => {
    await Promise.all(all.map(async ({ program }) => program?.stop('SIGKILL')))
    await rm(home, { recursive: true, force: true })
  }
  try {
    for (let nr = 0; nr < all.length; nr += 2)
      await Promise.all(all.slice(nr, nr + 2).map((replica) => replica.start()))
    return { all, close }
  } catch (error) {
    await close()
    throw error
  }
}

function createReplica(name: string, env: Record<string, string>): Replica {
  const outputs: Program[] = []
  let port = '0'
  const replica: Replica = {
    name,
    program: undefined as unknown as Program,
    url: '',
    output: () => outputs.map((program) => program.output()).join('\n'),
    start: async () => {
      await mkdir(env['DATA_DIR'] ?? '', { recursive: true })
      replica.program = startProgram('serve', [], {
        PORT: port,
        DB_MAX_CONNECTIONS: '3',
        ADMIN_TOKEN: replicaToken,
        ...env,
      })
      outputs.push(replica.program)
      const [, own = ''] = await replica.program.waitForOutput(/http:\/\/127\.0\.0\.1:(\d+)\/api\/models/)
      port = own
      replica.url = `http://127.0.0.1:${own}`
    },
  }
  return replica
}

export async function etagOf({ url }: Replica): Promise<string | null> {
  return (await fetch(`${url}/api/models`, { method: 'HEAD' })).headers.get('etag')
}

/**
 * Waits until no replica is still starting. A replica whose database was not connected within 300 ms fetches by itself, which is not
 * visible from outside until it ends. A refresh waits for such a fetch.
 */
export async function startsAreOver(replicas: readonly Replica[]): Promise<boolean> {
  const settled = (): Promise<boolean> =>
    eventually(async () => (await Promise.all(replicas.map(isSettled))).every(Boolean))
  if (!(await settled())) return false
  for (const { url } of replicas) await refresh(url, replicaToken)
  return settled()
}

/** Whether it is connected to the database, and its spool is empty. */
export async function isSettled({ url }: Replica): Promise<boolean> {
  const { spool, tiers } = (await (await fetch(`${url}/health/models`)).json()) as {
    spool: { pending: number }
    tiers: { database: { state: string } }
  }
  return spool.pending === 0 && tiers.database.state === 'connected'
}
