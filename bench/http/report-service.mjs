// The table of everything but throughput, for one Node: syncs, starts, memory.
import { ms, table } from '../measure.mjs'
import { targets } from './targets.mjs'
import { medianOf } from './paired.mjs'

/**
 * @param {{major: number}} node
 * @param {{syncing?: object, starts?: object[], memory?: {small: object, huge: object}, failed: string[]}} found the measurements, and those that failed
 * @returns {{lines: string[], short: string[]}}
 */
export function reportService(node, { syncing, starts, memory, failed }) {
  const rows = []
  const short = failed.map((what) => `Node ${node.major}, not measured: ${what}`)
  const add = (what, target, values, unit) => {
    const median = medianOf(values)
    rows.push([what, target === null ? '' : unit(target), unit(median), unit(Math.max(...values))])
    if (target !== null && !(median <= target))
      short.push(`Node ${node.major}, ${what}: ${unit(median)} instead of ${unit(target)}`)
  }
  if (syncing) addSyncing(add, syncing)
  if (starts) {
    const tiers = [...new Set(starts.map(({ tier }) => tier))].join(', ')
    add(
      `from the start of the process to the first response (tier: ${tiers})`,
      targets.startMs,
      starts.map(({ firstMs }) => firstMs),
      ms,
    )
    add(
      "from the start until the catalogue is the database's",
      null,
      starts.map(({ databaseMs }) => databaseMs),
      ms,
    )
  }
  for (const [{ size, loadedMb, peakMb, unanswered }, target] of memory
    ? [
        [memory.small, targets.memoryMb],
        [memory.huge, targets.hugeMemoryMb],
      ]
    : []) {
    const models = `${size.toLocaleString('en')} models`
    add(`resident memory under full load, ${models}`, target, [loadedMb], megabytes)
    add(`the most at any time since the start, ${models}`, null, [peakMb], megabytes)
    if (unanswered.length > 0)
      short.push(`Node ${node.major}, ${models}, no response within 20 s under load: ${unanswered.join(', ')}`)
  }
  return { lines: rows.length > 0 ? [...table([['what', 'target', 'median', 'worst'], ...rows]), ''] : [], short }
}

function addSyncing(add, { without, changes }) {
  const p99 = (samples) => samples.map((sample) => sample.p99)
  const worst = (samples) => samples.map(({ max }) => max)
  add('p99 of the list at 500/s', null, p99(without), ms)
  add('the longest wait at 500/s', null, worst(without), ms)
  for (const { changed, during, syncMs } of changes) {
    add(`p99 in the 2 s in which a sync brings ${changed} changed models`, null, p99(during), ms)
    add(
      'how many times the one without a sync, in pairs',
      targets.syncRatio,
      during.map((sample, round) => sample.p99 / without[round].p99),
      (value) => value.toFixed(2),
    )
    add('the longest wait then: a swap is in it', targets.stallMs, worst(during), ms)
    add('that sync', null, syncMs, ms)
  }
}

function megabytes(value) {
  return `${Math.round(value).toLocaleString('en')} MB`
}
