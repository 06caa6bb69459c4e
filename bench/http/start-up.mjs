// From the start of the process to its first catalogue answer, warm: there is a file tier, and the embedded database is starting.
import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from './ask.mjs'
import { startProgram } from './servers.mjs'

const databaseWithinMs = 60_000

/**
 * @param {{path: string}} node @param {{dataDir: string, baseUrl: string}} program a data directory that a clean stop left @param {number} rounds
 * @returns {Promise<{firstMs: number, tier: string, databaseMs: number}[]>} `tier`: of the first answer; `databaseMs`: until its catalogue is served
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
    const { headers } = await ask(port, '/api/models/count')
    if (headers['x-data-source'] === 'database') return performance.now() - startedAt
    await sleep(5)
  }
  return NaN
}
