// Memory of the process under full load.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startUpstream } from '../program.mjs'
import { syntheticModels } from '../synthetic-models.mjs'
import { sendRequest } from './send-request.mjs'
import { memoryMb, pin, SERVER_CORE } from './process.mjs'
import { ready, startProgram } from './servers.mjs'
import { runWrk } from './wrk.mjs'

const sampleMs = 100
/** The timeout of one response. Memory is measured regardless. */
const responseTimeoutMs = 20_000
const hugeUpstreamBytes = String(1024 ** 3)
/** As many distinct pages as possible, which fill the response cache to its limit. */
const loads = [
  { path: '/api/models', encoding: 'br' },
  { path: '/api/models', encoding: 'gzip' },
  { path: '/api/models?limit=20', encoding: 'br', unseen: true },
  { path: '/api/models?limit=20', encoding: 'identity', unseen: true },
]

/**
 * @param {{path: string}} node @param {object[]} given @param {number} size the size of the catalogue derived from them
 * @param {{ms: number, database: boolean}} options `ms`: duration of each of the four loads
 * @returns {Promise<{loadedMb: number, peakMb: number, unanswered: string[]}>} resident memory: maximum under load, and at any time
 *   since the start; `unanswered`: loads without a response in time
 */
export async function footprint(node, given, size, { ms, database }) {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-bench-'))
  const upstream = await startUpstream(syntheticModels(size, given))
  try {
    const env = { MAX_UPSTREAM_BYTES: hugeUpstreamBytes, ...(!database && { DATABASE_URL: 'off' }) }
    const program = await startProgram(node, { dataDir, baseUrl: upstream.baseUrl, env, withinMs: 120_000 })
    try {
      await served(program, size)
      if (size < 10_000) await ready(program) // the best compression takes minutes for a huge list, so it is not awaited
      pin(program.pid, SERVER_CORE)
      return await underLoad(program, ms)
    } finally {
      await program.stop()
    }
  } finally {
    upstream.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Waits until upstream's models are served instead of the seed. */
async function served({ port }, size) {
  const giveUpAt = performance.now() + 180_000
  while (performance.now() < giveUpAt) {
    if (JSON.parse((await sendRequest(port, '/api/models/count')).body).data.count === size) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${size} models are not served in time`)
}

async function underLoad({ port, pid }, ms) {
  let loadedMb = 0
  const unanswered = []
  const sampling = setInterval(() => {
    loadedMb = Math.max(loadedMb, memoryMb(pid).now)
  }, sampleMs)
  try {
    for (const [nr, { path, encoding, unseen }] of loads.entries()) {
      await sendRequest(port, path, { headers: { 'accept-encoding': encoding }, withinMs: responseTimeoutMs }).catch(
        () => unanswered.push(`${path} in ${encoding}`),
      )
      await runWrk({
        port,
        pid,
        path,
        headers: [`accept-encoding: ${encoding}`],
        script: unseen && ['unseen.lua', String(nr * 10_000_000)],
        ms,
        refusable: true,
      })
    }
  } finally {
    clearInterval(sampling)
  }
  return { loadedMb, peakMb: memoryMb(pid).peak, unanswered }
}
