// The servers that are compared: how each is started, afresh each time, on one core.
import { mkdtemp, rm } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { writeNginxConf } from '../peers/nginx.mjs'
import { ask, freePort } from './ask.mjs'
import { firstChildOf, pin, SERVER_CORE, startServer } from './process.mjs'
import { settled } from './recorder.mjs'

const main = fileURLToPath(new URL('../../backend/bundle/main.js', import.meta.url))
const peer = (name) => fileURLToPath(new URL(`../peers/${name}.mjs`, import.meta.url))
/** What `npm start` gives Node: room for new objects that stays small, and one thread of V8's beside the loop. */
const asStarted = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url)))
  .scripts.start.split(' ')
  .filter((word) => word.startsWith('--'))
export const ADMIN_TOKEN = 'only-for-this-bench-run'

/**
 * The built program as it runs in production, its log thrown away. Not yet pinned: what it starts (PostgreSQL) is not to be.
 * @param {{path: string}} node @param {{dataDir: string, baseUrl: string, env?: NodeJS.ProcessEnv}} options
 */
export async function startProgram(node, { dataDir, baseUrl, env = {}, path = '/api/models/count', withinMs }) {
  const port = await freePort()
  const fixed = {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    DRAIN_SECONDS: '0',
    DATA_DIR: dataDir,
    OPENROUTER_BASE_URL: baseUrl,
    ADMIN_TOKEN,
    LOG_LEVEL: 'info',
    RATE_LIMIT: '1000000',
    RATE_LIMIT_BURST: '10000000',
    SYNC_INTERVAL_SECONDS: '86400',
    CACHE_TTL_SECONDS: '86400',
    MAX_SHRINK_PERCENT: '100',
    DATABASE_URL: '',
  }
  return startServer([node.path, ...asStarted, main], { env: { ...fixed, ...env }, port, path, withinMs })
}

/** Until the database is there, and what is served is as it will stay. */
export async function ready({ port }, listBytes = null) {
  const giveUpAt = performance.now() + 60_000
  for (;;) {
    const { database, models } = JSON.parse((await ask(port, '/health')).body)
    if ((database === 'connected' || database === 'off') && models.state === 'fresh') break
    if (performance.now() > giveUpAt) throw new Error(`not ready: ${database}, ${JSON.stringify(models)}`)
    await sleep(20)
  }
  await settled(port, listBytes)
}

/** @returns {{name: string, node: object | null, start: () => Promise<{port: number, pid: number, stop: () => Promise<void>}>}[]} `pid`: whose CPU time counts */
export function serversFor({ nodes, tools, recording, listBytes, upstreamOfNginx, program, plainStack }) {
  const nginx = { name: 'nginx', node: null, start: () => startNginx(tools.nginx.path, upstreamOfNginx) }
  const ofNode = (node) => [
    { name: 'modelkeep', node, start: () => startPinned(node, program, listBytes) },
    { name: 'bare', node, start: () => startPeer(node, 'bare', [recording]) },
    ...(plainStack ? [{ name: 'cloning', node, start: () => startPeer(node, 'plain', [recording, 'cloning']) }] : []),
    ...(plainStack ? [{ name: 'plain', node, start: () => startPeer(node, 'plain', [recording, 'not-cloning']) }] : []),
  ]
  return [...(tools.nginx ? [nginx] : []), ...nodes.flatMap(ofNode)]
}

async function startPinned(node, program, listBytes) {
  const server = await startProgram(node, program)
  try {
    await ready(server, listBytes)
    pin(server.pid, SERVER_CORE)
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function startPeer(node, name, args) {
  const port = await freePort()
  return startServer(['taskset', '-c', String(SERVER_CORE), node.path, peer(name), String(port), ...args], {
    env: { NODE_ENV: 'production' },
    port,
    path: '/api/models',
  })
}

/** Its files are in memory where there is such a file system: no disk is to be measured. */
async function startNginx(path, upstream) {
  const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'modelkeep-nginx-'))
  const port = await freePort()
  const conf = writeNginxConf(folder, { port, upstream })
  const server = await startServer(['taskset', '-c', String(SERVER_CORE), path, '-p', folder, '-c', conf], {
    port,
    path: '/api/models',
  })
  const stop = async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { ...server, pid: firstChildOf(server.pid) ?? server.pid, stop }
}
