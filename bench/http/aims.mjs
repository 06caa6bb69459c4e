// What is aimed at: ratios of throughput against each peer, on the recommended Node (24 and later) and before it.
const compressedLists = ['list-br', 'list-gzip']
const ofAll = ['list-br', 'list-gzip', '304', 'model', 'page']
const againstNginx = {
  'list-br': [1.35, 1.1],
  'list-gzip': [1.2, 1.05],
  304: [1.25, 1.1],
  model: [0.9, 0.75],
  page: [0.85, 0.75],
}

/** @returns {number | null} the ratio that a scenario is to reach against a peer */
export function ratioAim(scenario, peer, { major }) {
  if (peer === 'nginx') return againstNginx[scenario]?.[major >= 24 ? 0 : 1] ?? null
  if (peer === 'bare') return ofAll.includes(scenario) ? 0.95 : null
  if (!compressedLists.includes(scenario)) return null // uncompressed, the network of any machine is full long before
  return peer === 'cloning' ? 1_000 : 400
}

/** @returns {number | null} answers a second that a scenario is to reach by itself */
export function rateAim(scenario, { major }) {
  if (scenario !== 'new-page') return null
  return major >= 24 ? 15_000 : 5_000
}

export const aims = {
  p50Ms: 0.1,
  p99Ms: 1,
  syncRatio: 2,
  stallMs: 20,
  startMs: 400,
  memoryMb: 150,
  hugeMemoryMb: 1_500,
}
