// From the start of the process to its first catalogue response, warm: with a file tier and an existing embedded database.
import { setTimeout as sleep } from 'node:timers/promises'
import { sendRequest } from './send-request.mjs'
import { startProgram } from './servers.mjs'

const databaseWithinMs = 60_000

/**
 * @param {{path: string}} node @param {{dataDir: string, baseUrl: string}} program its data directory was left by a clean stop @param {number} rounds
 * @returns {Promise<{firstMs: number, tier: string, databaseMs: number}[]>} `tier`: of the first response; `databaseMs`: until the database's catalogue is served
 */
export async function startUp(node, program, rounds) {
  const found = []
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now()
    const server = await startProgram(node, { ...program, path: '/api/models' })
    try {
      const tier = server.first.headers['x-data-source']
      const databaseMs = await untilFromDatabase(server.port, startedAt)
      found.push({ firstMs: server.tookMs, tier, databaseMs })
    } finally {
      await server.stop()
    }
  }
  return found
}

async function untilFromDatabase(port, startedAt) {
  while (performance.now() - startedAt < databaseWithinMs) {
    const { headers } = await sendRequest(port, '/api/models/count')
    if (headers['x-data-source'] === 'database') return performance.now() - startedAt
    await sleep(5)
  }
  return NaN
}
