// The table of the comparison with bare `node:http` on one Node.
import { ms, table } from '../measure.mjs'
import { newPagesTarget, ratioTarget } from './targets.mjs'
import { medianOf, mostlySaturated, pairedRatio } from './paired.mjs'
import { keyOf } from './rounds.mjs'

/** @returns {{lines: string[], short: string[]}} `short`: what is below its target */
export function reportPeers(node, scenarios, samples) {
  const of = (name, scenario) => samples.get(keyOf({ name, node }, scenario)) ?? null
  const short = []
  const rows = scenarios.map(({ id, name, unseen }) => {
    const [ours, bare] = [of('modelkeep', id), of('bare', id)]
    if (unseen) {
      const perSecond = medianOf(ours.map((sample) => sample.perSecond))
      if (perSecond < newPagesTarget)
        short.push(`Node ${node.major}, ${name}: ${whole(perSecond)}/s instead of ${whole(newPagesTarget)}/s`)
      return [name, rateCell(ours), '', `target ${whole(newPagesTarget)}/s`]
    }
    const { median, worst, by } = pairedRatio(ours, bare)
    if (median < ratioTarget) short.push(`Node ${node.major}, ${name}: ${median.toFixed(2)} instead of ${ratioTarget}`)
    return [
      name,
      rateCell(ours),
      rateCell(bare),
      `${median.toFixed(2)}${by === 'cpu' ? '‡' : ''} (${worst.toFixed(2)})`,
    ]
  })
  const head = ['per second (CPU per response)', 'Modelkeep', 'bare node:http', 'ratio (worst round)']
  return { lines: [...table([head, ...rows]), ''], short }
}

function rateCell(samples) {
  const perSecond = medianOf(samples.map((sample) => sample.perSecond))
  const cpuUs = medianOf(samples.map((sample) => sample.cpuUs))
  const cpu = cpuUs >= 1000 ? ms(cpuUs / 1000) : `${cpuUs.toFixed(cpuUs < 10 ? 1 : 0)} µs`
  return `${whole(perSecond)}${mostlySaturated(samples) ? '†' : ''} (${cpu})`
}

function whole(value) {
  return Math.round(value).toLocaleString('en')
}
