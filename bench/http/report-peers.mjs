// The tables of the comparison on one Node.
import { ms, table } from '../measure.mjs'
import { aims, rateAim, ratioAim } from './aims.mjs'
import { medianOf, mostlySaturated, pairedRatio } from './paired.mjs'
import { keyOf } from './rounds.mjs'
import { latencyScenarios } from './scenarios.mjs'

const columns = {
  modelkeep: 'Modelkeep',
  nginx: 'nginx',
  bare: 'bare node:http',
  cloning: 'plain, cloning',
  plain: 'plain',
}
const peers = ['nginx', 'bare', 'cloning', 'plain']
/** Nothing between two figures that are closer than this is evidence. */
const noise = 0.1

/** @returns {{lines: string[], short: string[]}} */
export function reportPeers(node, scenarios, samples) {
  const of = (name, scenario) => samples.get(keyOf({ name, node: name === 'nginx' ? null : node }, scenario)) ?? null
  const short = []
  const missed = (what, measured, aim, off) =>
    short.push(`Node ${node.major}, ${what}: ${measured} instead of ${aim}${off < noise ? ' (within 10 %)' : ''}`)
  const lines = [
    "Answers a second (the server's CPU time for each), medians:",
    '',
    ...table([
      ['', ...Object.values(columns)],
      ...scenarios.map(({ id, name }) => [name, ...Object.keys(columns).map((column) => rateCell(of(column, id)))]),
    ]),
    '',
    'How many times as many as each peer: the median of the paired ratios, the worst round in brackets, the aim after it:',
    '',
    ...table([
      ['Modelkeep against', ...peers.map((peer) => columns[peer])],
      ...scenarios
        .filter(({ who }) => who.length > 1)
        .map((scenario) => [scenario.name, ...peers.map((peer) => ratioCell(of, scenario, peer, { node, missed }))]),
    ]),
    '',
  ]
  for (const { id, name } of scenarios) {
    const aim = rateAim(id, node)
    const found = aim && of('modelkeep', id) ? medianOf(of('modelkeep', id).map(({ perSecond }) => perSecond)) : null
    if (found === null) continue
    lines.push(`Of ${name}: ${whole(found)} a second; the aim is ${whole(aim)}.`, '')
    if (found < aim) missed(name, `${whole(found)}/s`, `${whole(aim)}/s`, 1 - found / aim)
  }
  return { lines: [...lines, ...latencyLines(of, scenarios, missed)], short }
}

function rateCell(samples) {
  if (samples === null) return ''
  return `${whole(medianOf(samples.map(({ perSecond }) => perSecond)))}${mostlySaturated(samples) ? '†' : ''} (${microseconds(medianOf(samples.map(({ cpuUs }) => cpuUs)))})`
}

function ratioCell(of, { id, name }, peer, { node, missed }) {
  const [ours, theirs] = [of('modelkeep', id), of(peer, id)]
  if (ours === null || theirs === null) return ''
  const { median, worst, by } = pairedRatio(ours, theirs)
  const aim = ratioAim(id, peer, node)
  if (aim !== null && median < aim)
    missed(`${name}, against ${columns[peer]}`, times(median), times(aim), 1 - median / aim)
  return `${times(median)}${by === 'cpu' ? '‡' : ''} (${times(worst)})${aim === null ? '' : `, aim ${times(aim)}`}`
}

function latencyLines(of, scenarios, missed) {
  const rows = []
  for (const { id, name } of scenarios.filter((scenario) => latencyScenarios.includes(scenario.id))) {
    for (const column of Object.keys(columns)) {
      const samples = of(column, `latency:${id}`)
      if (samples === null) continue
      const [p50, p99] = [medianOf(samples.map(({ median }) => median)), medianOf(samples.map((sample) => sample.p99))]
      rows.push([
        `${name}: ${columns[column]}`,
        ms(p50),
        ms(p99),
        ms(Math.max(...samples.map((sample) => sample.p99))),
        ms(medianOf(samples.map(({ lag }) => lag))),
      ])
      if (column !== 'modelkeep') continue
      if (p50 > aims.p50Ms) missed(`${name}, p50 at 1,000/s`, ms(p50), ms(aims.p50Ms), p50 / aims.p50Ms - 1)
      if (p99 > aims.p99Ms) missed(`${name}, p99 at 1,000/s`, ms(p99), ms(aims.p99Ms), p99 / aims.p99Ms - 1)
    }
  }
  if (rows.length === 0) return []
  const head = [
    '',
    `p50 (aim ${ms(aims.p50Ms)})`,
    `p99 (aim ${ms(aims.p99Ms)})`,
    'p99 of the worst round',
    "p99 of the client's own delay",
  ]
  return [
    'Latency at a steady 1,000 a second, from the moment at which each request was due (what the client itself was late is in it):',
    '',
    ...table([head, ...rows]),
    '',
  ]
}

function whole(value) {
  return Math.round(value).toLocaleString('en')
}

function microseconds(value) {
  return value >= 1000 ? ms(value / 1000) : `${value.toFixed(value < 10 ? 1 : 0)} µs`
}

function times(value) {
  return value >= 10 ? whole(value) : value.toFixed(2)
}
