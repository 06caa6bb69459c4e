// The service over HTTP, beside what else could answer: throughput, CPU time, latency; syncs, starts and memory under load.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startUpstream } from '../program.mjs'
import { footprint } from './footprint.mjs'
import { recordAnswers, serveRecording } from './recorder.mjs'
import { reportPeers } from './report-peers.mjs'
import { reportService } from './report-service.mjs'
import { runRounds } from './rounds.mjs'
import { scenariosFor } from './scenarios.mjs'
import { ready, serversFor, startProgram } from './servers.mjs'
import { startUp } from './start-up.mjs'
import { findNodes, findTools, installPeers } from './tools.mjs'
import { whileSyncing } from './while-syncing.mjs'

const full = {
  rounds: 5,
  times: { settleMs: 3_000, warmUpMs: 600, measureMs: 1_300, latencyMs: 1_500 },
  serviceRounds: 5,
  loadMs: 3_000,
}
const quickly = {
  rounds: 2,
  times: { settleMs: 1_000, warmUpMs: 300, measureMs: 1_000, latencyMs: 1_000 },
  serviceRounds: 2,
  loadMs: 1_000,
}
const SMALL = 457
const HUGE = 100_000

/**
 * @param {{listed: {models: object[], source: string}, everything: {models: object[], source: string}, quick: boolean, only: string[]}} options
 *   `only`: ids of scenarios, or latency, sync, start, memory; none: all of them
 */
export async function http({ listed, everything, quick, only }) {
  const { found: tools, missing } = findTools()
  const { nodes, missing: missingNodes } = findNodes()
  const title = '## Over HTTP, beside others'
  if (!tools.wrk || !tools.taskset || nodes.length === 0)
    return { lines: [title, '', ...[...missing, ...missingNodes].map((what) => `Left out: ${what}`)], short: [] }
  const withoutPlain = installPeers()
  const notes = [...missing, ...missingNodes, ...(withoutPlain ? [withoutPlain] : [])]
  for (const note of notes) console.log(note)

  const chosen = { ...(quick ? quickly : full), wanted: (id) => only.length === 0 || only.includes(id) }
  const folder = await mkdtemp(join(tmpdir(), 'modelkeep-bench-'))
  try {
    const { scenarios, samples, service } = await measureAll({
      tools,
      nodes,
      plainStack: withoutPlain === null,
      listed,
      everything,
      folder,
      chosen,
    })
    const reports = nodes.map((node) => ({
      node,
      peers: samples.size > 0 ? reportPeers(node, scenarios, samples) : { lines: [], short: [] },
      others: reportService(node, service.get(node)),
    }))
    return {
      lines: [
        title,
        '',
        ...introduction({ tools, nodes, listed, chosen, notes }),
        ...reports.flatMap(({ node, peers, others }) => [
          `### Node ${node.version}`,
          '',
          ...peers.lines,
          ...others.lines,
        ]),
      ],
      short: reports.flatMap(({ peers, others }) => [...peers.short, ...others.short]),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureAll({ tools, nodes, plainStack, listed, everything, folder, chosen }) {
  const upstream = await startUpstream(listed.models)
  const program = { dataDir: join(folder, 'data'), baseUrl: upstream.baseUrl }
  const recording = join(folder, 'recording.json')
  const all = scenariosFor(listed.models)
  const scenarios = all.filter(({ id }) => chosen.wanted(id))
  try {
    await record(nodes[0], program, { paths: all.flatMap(({ paths }) => paths), recording })
    const samples =
      scenarios.length === 0
        ? new Map()
        : await compare({ nodes, tools, recording, program, plainStack, scenarios, folder, chosen })
    const service = new Map()
    for (const node of nodes) service.set(node, await measureService(node, { listed, everything, program, chosen }))
    return { scenarios, samples, service }
  } finally {
    upstream.close()
  }
}

/** Its clean stop leaves a warm data directory: the file tier, and a database with the catalogue. */
async function record(node, program, { paths, recording }) {
  const server = await startProgram(node, program)
  try {
    await ready(server)
    await recordAnswers(server.port, paths, recording)
  } finally {
    await server.stop()
  }
}

async function compare({ recording, chosen, ...rest }) {
  const upstreamOfNginx = await serveRecording(recording)
  try {
    const servers = serversFor({
      ...rest,
      recording,
      upstreamOfNginx: upstreamOfNginx.port,
      listBytes: upstreamOfNginx.listBytes,
    })
    return await runRounds({
      ...rest,
      servers,
      rounds: chosen.rounds,
      times: chosen.times,
      latency: chosen.wanted('latency'),
    })
  } finally {
    upstreamOfNginx.close()
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
      found.failed.push(`${what}: ${error.message}`) // the rest is worth reading all the same
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

function introduction({ tools, nodes, listed, chosen, notes }) {
  const versions = [
    ...nodes.map(({ version }) => `Node ${version}`),
    ...['nginx', 'wrk'].flatMap((name) => (tools[name] ? [`${name} ${tools[name].version}`] : [])),
  ]
  return [
    `${versions.join(', ')}. ${listed.models.length} models (${listed.source}). ${chosen.rounds} interleaved rounds, each server process started afresh in each and pinned to one core, the load (wrk, one thread, 16 connections) to another; ${chosen.times.measureMs / 1000} s a figure, after ${chosen.times.settleMs / 1000} s of load for each server that was started, and as much more as it takes to warm up (3 s for pages never seen, ${chosen.times.warmUpMs / 1000} s for the rest).`,
    'Modelkeep is the built program with all of its features on, its embedded PostgreSQL included. nginx holds our own answers as ready files, one for each encoding, on a file system in memory. Bare is `node:http` with ready buffers and headers. Plain is Express, `node-cache` (cloning or not), `res.json` and `compression`.',
    "† the generator's own core was over 90 % busy: the server could have done more. ‡ for that reason a ratio of CPU time, not of throughput. Differences under 10 % are no evidence.",
    ...notes.map((note) => `Left out: ${note}`),
    '',
  ]
}
