import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram, type Program } from '../../helpers/program.js'
import { eventually, refresh } from './refresh.js'

/** One of many processes of the program, with a DATA_DIR of its own, on the database that all share. */
export interface Replica {
  name: string
  program: Program
  url: string
  /** What every process that was this replica has put out. */
  output(): string
  /** The same replica again, after it was killed or stopped: same DATA_DIR, same port. */
  start(): Promise<void>
}

export interface Replicas {
  all: Replica[]
  close(): Promise<void>
}

export const replicaToken = 'of-the-replicas-0123456789'

/** Started two at a time, so that they do not take the machine from one another. `databaseUrls`: that of each. */
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
 * Nothing that the replicas began at their start is under way any more. One whose database was not there within 300 ms asks upstream by
 * itself, and that is not to be seen from outside until it is answered: but a refresh waits for it, and comes after it.
 */
export async function startsAreOver(replicas: readonly Replica[]): Promise<boolean> {
  const settled = (): Promise<boolean> =>
    eventually(async () => (await Promise.all(replicas.map(isSettled))).every(Boolean))
  if (!(await settled())) return false
  for (const { url } of replicas) await refresh(url, replicaToken)
  return settled()
}

/** It knows the database, and nothing that it has observed waits. */
export async function isSettled({ url }: Replica): Promise<boolean> {
  const { spool, tiers } = (await (await fetch(`${url}/health/models`)).json()) as {
    spool: { pending: number }
    tiers: { database: { state: string } }
  }
  return spool.pending === 0 && tiers.database.state === 'connected'
}
