import { randomBytes } from 'node:crypto'
import { appendFile, chown, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findBinaries, SHARED_COPY_DIRS } from '../../../embedded-postgres/src/binaries/find-binaries.js'
import { acceptsQueries } from '../../../embedded-postgres/src/running.js'
import { layoutOf } from '../../../embedded-postgres/src/data-dir/layout.js'
import { findProcesses, stopLeftovers } from '../../../embedded-postgres/src/process/leftovers.js'
import { chooseOwner } from '../../../embedded-postgres/src/process/owner.js'
import { launch, type Postmaster } from '../../../embedded-postgres/src/process/postmaster.js'
import { runSuperuserSql } from '../../../embedded-postgres/src/cluster/single-user.js'
import { copyTemplate } from '../../../embedded-postgres/test/helpers/template.js'
import { freePort } from './free-port.js'
import { holdAllConnections, type HeldConnections } from './held-connections.js'
import { query } from './query.js'
import { mountSmallDisk, type SmallDisk } from './small-disk.js'

/** A real PostgreSQL server on a fixed TCP port, for one test, which can freeze, kill and restart it. */
export interface ControlledPostgres {
  /** The URL of a database that the role owns. The role may also create databases. */
  readonly url: string
  readonly port: number
  /** The processes of the server; empty if it is stopped. */
  pids(): Promise<number[]>
  /** SIGSTOP to every process: connections stay open and are accepted by the kernel, and nothing responds. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** SIGKILL to every process, as in a power cut. */
  kill(): Promise<void>
  /** A fast shutdown: writes a checkpoint and ends all connections. */
  stop(): Promise<void>
  /** Restarts it after `kill`, `stop` or a crash. Resolves when it accepts queries. */
  start(): Promise<void>
  /** Ends every connection except its own. @returns how many there were */
  terminateBackends(): Promise<number>
  /** Takes every connection, including those that become free later, until released. */
  exhaustConnections(): Promise<HeldConnections>
  /** Fills the cluster's disk to the last byte. Only with `diskMb`. */
  fillDisk(): Promise<void>
  freeDisk(): Promise<void>
  /** Stops the server and deletes its files. */
  close(): Promise<void>
}

export interface ControlledPostgresOptions {
  /** PostgreSQL reserves three of them. */
  maxConnections?: number
  /** The size of a separate file system for the cluster. Not every machine can mount one: see `whyNoSmallDisk`. */
  diskMb?: number
  /** Lines of its configuration. */
  settings?: readonly string[]
}

const log = { info: () => {}, warn: () => {}, debug: () => {} }

export async function startControlledPostgres(options: ControlledPostgresOptions = {}): Promise<ControlledPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-controlled-'))
  const layout = layoutOf(dataDir)
  await mkdir(layout.home, { mode: 0o711 })
  const disk = options.diskMb === undefined ? null : await mountSmallDisk(layout.home, options.diskMb)
  const remove = async (): Promise<void> => {
    await disk?.unmount()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const owner = await chooseOwner(layout.cluster)
    const binaries = await findBinaries(owner, {
      copyDirs: owner.switches ? [layout.runtime, ...SHARED_COPY_DIRS] : [layout.runtime],
    })
    await copyTemplate(dataDir)
    const password = randomBytes(12).toString('hex')
    await runSuperuserSql({ binaries, owner, dir: layout.cluster }, [`ALTER ROLE modelkeep PASSWORD '${password}'`])
    const port = await freePort()
    // Read after the file that is rewritten at every start, which sets another port each time.
    const overrides = [
      `port = ${port}`,
      `max_connections = ${options.maxConnections ?? 30}`,
      'superuser_reserved_connections = 3',
      ...(options.settings ?? []),
    ]
    const file = join(layout.cluster, 'postgresql.auto.conf')
    await appendFile(file, `${overrides.join('\n')}\n`)
    const { uid, gid } = await stat(layout.cluster)
    await chown(file, uid, gid)
    const url = `postgres://modelkeep:${password}@127.0.0.1:${port}/modelkeep`
    const launchServer = async (): Promise<Postmaster> => {
      await stopLeftovers(layout.cluster, log)
      const postmaster = await launch({ layout, binaries, owner })
      if (!(await acceptsQueries(url))) throw new Error('PostgreSQL started but does not respond')
      return postmaster
    }
    return control({ url, port, cluster: layout.cluster, disk, launchServer, remove, postmaster: await launchServer() })
  } catch (error) {
    await remove()
    throw error
  }
}

interface Parts {
  url: string
  port: number
  cluster: string
  disk: SmallDisk | null
  postmaster: Postmaster
  launchServer: () => Promise<Postmaster>
  remove: () => Promise<void>
}

function control({ url, port, cluster, disk, launchServer, remove, ...parts }: Parts): ControlledPostgres {
  let postmaster: Postmaster | null = null
  const watch = (launched: Postmaster): void => {
    postmaster = launched
    void launched.exited.then(() => {
      if (postmaster === launched) postmaster = null
    })
  }
  watch(parts.postmaster)
  const pids = async (): Promise<number[]> => (await findProcesses(cluster)) ?? []
  const signalAll = async (name: NodeJS.Signals): Promise<void> => {
    // The postmaster before its children, so that it cannot create more of them.
    for (const pid of (await pids()).toSorted((a, b) => a - b)) signal(pid, name)
  }
  const kill = async (): Promise<void> => {
    while ((await pids()).length > 0) {
      await signalAll('SIGKILL')
      await delay(10)
    }
    await postmaster?.exited
    postmaster = null
  }
  const mustHaveDisk = (): SmallDisk => {
    if (disk === null) throw new Error('this server has no separate disk to fill: start it with diskMb')
    return disk
  }
  return {
    url,
    port,
    pids,
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    kill,
    stop: async () => {
      await postmaster?.stop()
      await stopLeftovers(cluster, log)
      postmaster = null
    },
    start: async () => {
      if (postmaster === null) watch(await launchServer())
    },
    terminateBackends: async () => {
      const ended = `SELECT count(pg_terminate_backend(pid))::int AS n FROM pg_stat_activity
         WHERE pid <> pg_backend_pid() AND usename = current_user`
      return ((await query(url, ended)) as { n: number }[])[0]?.n ?? 0
    },
    exhaustConnections: () => holdAllConnections(url),
    fillDisk: () => mustHaveDisk().fill(),
    freeDisk: () => mustHaveDisk().free(),
    close: async () => {
      await kill()
      await remove()
    },
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it has ended already
  }
}
