// The compiled program with a stand-in upstream on loopback.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../backend/dist/app.js'
import { readConfig } from '../backend/dist/config.js'
import { createLogger } from '../backend/dist/observe/logger.js'

/** An upstream that lists `models`, and other models after `serve`. */
export async function startUpstream(models) {
  let body = listBody(models)
  const server = createServer((_req, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end(body))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    baseUrl: `http://127.0.0.1:${server.address().port}/api/v1`,
    serve: (list) => {
      body = listBody(list)
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Starts listening; the cold start has begun. `serve` changes upstream's models; `env` as in the environment. */
export async function startProgram(models, env = {}) {
  const upstream = await startUpstream(models)
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-bench-'))
  const config = readConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    RATE_LIMIT: '0',
    OPENROUTER_BASE_URL: upstream.baseUrl,
    SYNC_INTERVAL_SECONDS: '86400',
    MAX_SHRINK_PERCENT: '100',
    ...env,
  })
  const app = await createApp(config, { log: createLogger({ level: 'silent', terminal: false }) })
  await once(app.server.listen(0, '127.0.0.1'), 'listening')
  const connected = new Promise((resolve) =>
    app.sync.db.onChange((status) => status.state === 'connected' && resolve()),
  )
  await app.start()
  return {
    app,
    /** Resolves when the database is connected. */
    connected,
    port: app.server.address().port,
    serve: upstream.serve,
    stop: async () => {
      await app.stop()
      upstream.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function listBody(models) {
  return JSON.stringify({ data: models, total_count: models.length, links: { next: null } })
}
