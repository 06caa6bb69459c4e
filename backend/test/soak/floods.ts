import { capacity, flood, readyAsks, startFlooded, unseenAsks, type FloodedProgram } from '../fault/overloads.js'
import { startManyClients } from '../helpers/many-clients.js'
import type { SoakOptions, SoakPart } from './part.js'

const models = 100_000
const todaysModels = 421
/** A healthy load: so much of what it can serve. */
const healthyShare = 0.3

/** What is promised when more is asked than can be answered, and what connections cost. */
export const floods: SoakPart = {
  name: 'floods',
  title: 'Floods',
  run: async (options) => {
    const rows: string[][] = [['what', 'asked', 'answered', 'refused', 'else', 'p50 ms', 'p99 ms']]
    const short: string[] = []
    const program = await startFlooded(options.short ? models / 10 : models)
    try {
      await measureFlood(program, options, rows, short)
    } finally {
      await program.stop()
    }
    const ofToday = await startFlooded(todaysModels, { DATABASE_URL: '' })
    try {
      await measureConnections(ofToday, options, rows)
    } finally {
      await ofToday.stop()
    }
    return { intro: `Counts and pages of ${options.short ? models / 10 : models} models, each asked for the first time, at a steady rate by a client on the same machine; latencies are those of answers (200), from when each was due. Then clients that only hold connections.`, rows, short }
  },
}

async function measureFlood(program: FloodedProgram, { seconds, say }: SoakOptions, rows: string[][], short: string[]): Promise<void> {
  const { url } = program
  const most = await capacity(program, 400)
  rows.push([`what a core can answer, by its CPU time: ${most.toFixed(0)} a second`, '', '', '', '', '', ''])
  say(rows.at(-1)![0]!)
  const stages = [['healthy', most * healthyShare, unseenAsks], ['10 times more than it can serve', most * 10, [...unseenAsks.map((ask) => ({ ...ask, weight: 20 })), ...readyAsks]], ['10 s later', most * healthyShare, unseenAsks]] as const
  const p99s: number[] = []
  for (const [name, rate, asks] of stages) {
    if (name === '10 s later') await new Promise((resolve) => setTimeout(resolve, 10_000))
    const { asked, answered, refused, other, p50, p99 } = await flood(url, Math.max(1, Math.round(rate)), seconds, asks)
    rows.push([`${name}: ${Math.round(rate)} a second`, ...[asked, answered, refused].map(String), JSON.stringify(other), p50.toFixed(1), p99.toFixed(1)])
    say(rows.at(-1)!.join(' | '))
    p99s.push(p99)
    if (Object.keys(other).length > 0) short.push(`${name}: ${JSON.stringify(other)} beside answers and refusals`)
    if (name !== '10 times more than it can serve' && refused > 0) short.push(`${name}: ${refused} of ${asked} refused`)
  }
  const [healthy = 0, flooded = 0] = p99s
  if (flooded > 3 * healthy) short.push(`the p99 of answers under the flood is ${flooded.toFixed(1)} ms, ${(flooded / healthy).toFixed(1)} times the healthy one`)
}

async function measureConnections({ url, rss }: FloodedProgram, { short, say }: SoakOptions, rows: string[][]): Promise<void> {
  for (const [what, count, path] of [['idle connections', short ? 1_000 : 10_000, ''], ['readers of the stream', short ? 100 : 1_000, '/api/changes/stream']] as const) {
    const before = rss()
    const held = startManyClients(Number(new URL(url).port), count, path)
    await held.until(({ open, answered }) => open === count && (path === '' || answered === count))
    rows.push([`${count} ${what}: RSS ${before.toFixed(0)} → ${rss().toFixed(0)} MB, ${(((rss() - before) * 1024) / count).toFixed(1)} KB each`, '', '', '', '', '', ''])
    say(rows.at(-1)![0]!)
    await held.end()
  }
}
