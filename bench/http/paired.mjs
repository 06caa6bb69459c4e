// Compares samples of interleaved rounds, round by round: whatever slowed the machine in one round slowed both servers.

export function medianOf(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/**
 * How the program compares with the peer, one ratio per round: in throughput, or in CPU time per request if the load generator was the
 * bottleneck in most rounds.
 * @param {{perSecond: number, cpuUs: number, saturated: boolean}[]} ours @param {typeof ours} theirs
 * @returns {{median: number, worst: number, by: 'throughput' | 'cpu'}}
 */
export function pairedRatio(ours, theirs) {
  const rounds = ours.map((sample, round) => [sample, theirs[round]])
  const counting = rounds.filter((pair) => !pair.some(({ saturated }) => saturated))
  const by = counting.length * 2 > rounds.length ? 'throughput' : 'cpu'
  const ratios =
    by === 'throughput'
      ? counting.map(([a, b]) => a.perSecond / b.perSecond)
      : rounds.map(([a, b]) => b.cpuUs / a.cpuUs)
  return { median: medianOf(ratios), worst: Math.min(...ratios), by }
}

/** Whether the load generator was the bottleneck in most rounds. */
export function mostlySaturated(samples) {
  return samples.filter(({ saturated }) => saturated).length * 2 >= samples.length
}
