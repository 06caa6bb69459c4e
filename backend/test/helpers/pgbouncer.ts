import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.js'

/** Debian installs it in a folder that only root's PATH names. */
const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`
export const havePgBouncer = spawnSync('pgbouncer', ['--version'], { env: { PATH: path } }).status === 0
export const noPgBouncer = 'pgbouncer is not installed: apt-get install -y pgbouncer'

export interface PgBouncer {
  /** The same database and user through PgBouncer. */
  url: string
  close(): Promise<void>
}

/** PgBouncer in transaction mode in front of a database. It has few server connections, so that clients share sessions. */
export async function startPgBouncer(databaseUrl: string, { poolSize = 4 } = {}): Promise<PgBouncer> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl)
  const dir = await mkdtemp(join(tmpdir(), 'modelkeep-pgbouncer-'))
  await chmod(dir, 0o755) // as root, PgBouncer runs as the user nobody
  const own = await freePort()
  const config = [
    '[databases]',
    `* = host=${hostname} port=${port} user=${decodeURIComponent(username)} password=${decodeURIComponent(password)}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${own}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    `default_pool_size = ${poolSize}`,
    'max_client_conn = 500',
  ]
  const file = join(dir, 'pgbouncer.ini')
  await writeFile(file, config.join('\n'), { mode: 0o644 })
  const userOption = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child = spawn('pgbouncer', ['-q', ...userOption, file], { env: { PATH: path }, stdio: 'ignore' })
  const exited = once(child, 'exit')
  await listens(own)
  return {
    url: `postgres://${username}:${password}@127.0.0.1:${own}${pathname}`,
    close: async () => {
      child.kill('SIGINT')
      const timeout = setTimeout(() => child.kill('SIGKILL'), 2_000)
      await exited
      clearTimeout(timeout)
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function listens(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const reached = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (reached) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
