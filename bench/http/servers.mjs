// The servers that are compared: how each is started, anew for each round, on one core.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sendRequest, freePort } from './send-request.mjs'
import { pin, SERVER_CORE, startServer } from './process.mjs'

const main = fileURLToPath(new URL('../../backend/bundle/main.js', import.meta.url))
const bare = fileURLToPath(new URL('../peers/bare.mjs', import.meta.url))
/** The Node flags of `npm start`: a small young generation, and one helper thread of V8. */
const asStarted = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url)))
  .scripts.start.split(' ')
  .filter((word) => word.startsWith('--'))
export const ADMIN_TOKEN = 'only-for-this-bench-run'

/**
 * The built program as in production, without its log. Not pinned to a core yet, since the PostgreSQL it starts must not be.
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

/** Waits until the database is connected and the served catalogue is final. */
export async function ready({ port }) {
  const giveUpAt = performance.now() + 60_000
  for (;;) {
    const { database, models } = JSON.parse((await sendRequest(port, '/health')).body)
    if ((database === 'connected' || database === 'off') && models.state === 'fresh') return
    if (performance.now() > giveUpAt) throw new Error(`not ready: ${database}, ${JSON.stringify(models)}`)
    await sleep(20)
  }
}

/** @returns {{name: string, node: object, start: () => Promise<{port: number, pid: number, stop: () => Promise<void>}>}[]} `pid`: the process whose CPU time is measured */
export function serversFor({ nodes, recording, program }) {
  return nodes.flatMap((node) => [
    { name: 'modelkeep', node, start: () => startPinned(node, program) },
    { name: 'bare', node, start: () => startBare(node, recording) },
  ])
}

async function startPinned(node, program) {
  const server = await startProgram(node, program)
  try {
    await ready(server)
    pin(server.pid, SERVER_CORE)
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function startBare(node, recording) {
  const port = await freePort()
  const command = ['taskset', '-c', String(SERVER_CORE), node.path, ...asStarted, bare, String(port), recording]
  return startServer(command, { env: { NODE_ENV: 'production' }, port, path: '/api/models' })
}
