// The service over HTTP compared with bare `node:http`: throughput and CPU time. Also syncs, starts, and memory under load.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startUpstream } from '../program.mjs'
import { footprint } from './footprint.mjs'
import { recordResponses } from './recorder.mjs'
import { reportPeers } from './report-peers.mjs'
import { reportService } from './report-service.mjs'
import { runRounds } from './rounds.mjs'
import { scenariosFor } from './scenarios.mjs'
import { ready, serversFor, startProgram } from './servers.mjs'
import { startUp } from './start-up.mjs'
import { findNodes, findTools } from './tools.mjs'
import { whileSyncing } from './while-syncing.mjs'

const full = {
  rounds: 5,
  times: { settleMs: 3_000, warmUpMs: 600, measureMs: 1_300 },
  serviceRounds: 5,
  loadMs: 3_000,
}
const quickly = {
  rounds: 2,
  times: { settleMs: 1_000, warmUpMs: 300, measureMs: 1_000 },
  serviceRounds: 2,
  loadMs: 1_000,
}
const SMALL = 457
const HUGE = 100_000

/**
 * @param {{listed: {models: object[], source: string}, everything: {models: object[], source: string}, quick: boolean, only: string[]}} options
 *   `only`: ids of scenarios, or sync, start, memory; empty: all
 */
export async function http({ listed, everything, quick, only }) {
  const title = '## Over HTTP'
  const { found: tools, missing } = findTools()
  const { nodes, missing: missingNodes } = findNodes()
  const notes = [...missing, ...missingNodes].map((what) => `Left out: ${what}`)
  for (const note of notes) console.log(note)
  if (!tools.wrk || !tools.taskset || nodes.length === 0) return { lines: [title, '', ...notes], short: [] }

  const chosen = { ...(quick ? quickly : full), wanted: (id) => only.length === 0 || only.includes(id) }
  const folder = await mkdtemp(join(tmpdir(), 'modelkeep-bench-'))
  try {
    const { scenarios, samples, service } = await measureAll({ nodes, listed, everything, folder, chosen })
    const reports = nodes.map((node) => ({
      node,
      peers: samples.size > 0 ? reportPeers(node, scenarios, samples) : { lines: [], short: [] },
      others: reportService(node, service.get(node)),
    }))
    const sections = reports.flatMap(({ node, peers, others }) => [
      `### Node ${node.version}`,
      '',
      ...peers.lines,
      ...others.lines,
    ])
    return {
      lines: [title, '', ...introduction({ tools, nodes, listed, chosen, notes }), ...sections],
      short: reports.flatMap(({ peers, others }) => [...peers.short, ...others.short]),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureAll({ nodes, listed, everything, folder, chosen }) {
  const upstream = await startUpstream(listed.models)
  const program = { dataDir: join(folder, 'data'), baseUrl: upstream.baseUrl }
  const recording = join(folder, 'recording.json')
  const all = scenariosFor(listed.models)
  const scenarios = all.filter(({ id }) => chosen.wanted(id))
  try {
    await record(nodes[0], program, all, recording)
    const samples =
      scenarios.length === 0
        ? new Map()
        : await runRounds({
            servers: serversFor({ nodes, recording, program }),
            scenarios,
            rounds: chosen.rounds,
            times: chosen.times,
          })
    const service = new Map()
    for (const node of nodes) service.set(node, await measureService(node, { listed, everything, program, chosen }))
    return { scenarios, samples, service }
  } finally {
    upstream.close()
  }
}

/** A clean stop leaves a data directory with a file tier and a database. */
async function record(node, program, scenarios, file) {
  const server = await startProgram(node, program)
  try {
    await ready(server)
    await recordResponses(
      server.port,
      scenarios.filter(({ unseen, conditional }) => !unseen && !conditional),
      file,
    )
  } finally {
    await server.stop()
  }
}

async function measureService(node, { listed, everything, program, chosen: { wanted, serviceRounds, loadMs } }) {
  const found = { failed: [] }
  const step = async (id, what, measure) => {
    if (!wanted(id)) return
    console.log(`  ${what} on Node ${node.major}`)
    try {
      await measure()
    } catch (error) {
      found.failed.push(`${what}: ${error.message}`) // the other measurements are still useful
    }
  }
  await step('start', 'starts', async () => {
    found.starts = await startUp(node, program, serviceRounds)
  })
  await step('sync', 'syncs under load', async () => {
    found.syncing = await whileSyncing(node, listed.models, serviceRounds)
  })
  await step('memory', 'memory', async () => {
    const measured = async (size, options) => ({
      size,
      ...(await footprint(node, everything.models, size, { ms: loadMs, ...options })),
    })
    found.memory = { small: await measured(SMALL, { database: true }), huge: await measured(HUGE, { database: false }) }
  })
  return found
}

function introduction({ tools, nodes, listed, chosen: { rounds, times }, notes }) {
  const versions = [...nodes.map(({ version }) => `Node ${version}`), `wrk ${tools.wrk.version}`]
  return [
    `${versions.join(', ')}. ${listed.models.length} models (${listed.source}). ${rounds} interleaved rounds; each server is started afresh in each and pinned to one core, wrk (one thread, 16 connections) to another. ${times.measureMs / 1000} s a figure, after ${times.settleMs / 1000} s of load per start and ${times.warmUpMs / 1000} s per scenario (3 s for never-seen pages).`,
    'Modelkeep is the built program with all features on, including its embedded PostgreSQL. Bare is `node:http` with the same bytes and headers, prebuilt.',
    '† the load generator was over 90 % busy: the server could have done more. ‡ a ratio of CPU time for that reason. Differences under 10 % are noise.',
    ...notes,
    '',
  ]
}
