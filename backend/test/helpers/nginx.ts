import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.js'

/** Debian installs nginx in a folder that only root's PATH names. */
const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin` }
const shippedConfig = fileURLToPath(new URL('../../../ops/nginx/modelkeep.conf', import.meta.url))

export const hasNginx = spawnSync('nginx', ['-v'], { env }).status === 0
export const nginxMissing = 'nginx is not installed: apt-get install -y nginx-light'

export interface Nginx {
  url: string
  close(): Promise<void>
}

/** nginx with `ops/nginx/modelkeep.conf` in front of the service on `upstreamPort`. */
export async function startNginx(upstreamPort: number): Promise<Nginx> {
  const dir = await mkdtemp(join(tmpdir(), 'modelkeep-nginx-'))
  const port = await freePort()
  const replacements: [string, string][] = [
    ['listen 80;', `listen 127.0.0.1:${port};`],
    ['server 127.0.0.1:3001;', `server 127.0.0.1:${upstreamPort};`],
    ['/var/cache/nginx-modelkeep ', `${dir}/cache `],
  ]
  let site = await readFile(shippedConfig, 'utf8')
  for (const [shipped, ours] of replacements) {
    if (!site.includes(shipped)) throw new Error(`${shippedConfig} no longer contains "${shipped}"`)
    site = site.replace(shipped, ours)
  }
  const config = [
    process.getuid?.() === 0 ? 'user root;' : '',
    'daemon off; worker_processes 1; error_log stderr warn;',
    `pid ${dir}/pid;`,
    'events { worker_connections 128; }',
    `http { access_log off; ${tempPaths(dir)} include ${dir}/site.conf; }`,
  ]
  await writeFile(join(dir, 'site.conf'), site)
  await writeFile(join(dir, 'nginx.conf'), config.join('\n'))

  const child = spawn('nginx', ['-p', dir, '-c', join(dir, 'nginx.conf')], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const exited = once(child, 'exit')
  await Promise.race([
    listens(port),
    exited.then(() => {
      throw new Error(`nginx did not start: ${errors}`)
    }),
  ])
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      child.kill('SIGTERM')
      await exited
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Everything nginx writes goes to the test's own folder. */
function tempPaths(dir: string): string {
  return ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${dir}/${name};`)
    .join(' ')
}

async function listens(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const connected = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (connected) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
