// A number of equal calls per month, and its spelling in URLs.
import type { WorkloadSearch } from '../search/search-parameters.js'

/** Tokens per call, of which `cachedTokens` are part of `inputTokens`; calls per month. Whole numbers from 0. */
export interface Workload {
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  calls: number
}

export const defaultWorkload: Workload = { inputTokens: 4_000, cachedTokens: 1_000, outputTokens: 800, calls: 10_000 }
/** Of each number of a workload. */
export const maxCount = 1_000_000_000

const parameters = [
  ['in', 'inputTokens'],
  ['cached', 'cachedTokens'],
  ['out', 'outputTokens'],
  ['calls', 'calls'],
] as const

/** Reads `in`, `cached`, `out` and `calls`; absent or invalid values take their defaults. */
export function parseWorkload(search: WorkloadSearch): Workload {
  const workload = { ...defaultWorkload }
  for (const [name, field] of parameters) {
    const text = search[name] ?? ''
    if (/^\d{1,10}$/.test(text) && Number(text) <= maxCount) workload[field] = Number(text)
  }
  return workload
}

/** The search parameters of a workload. */
export function workloadParameters(workload: Workload): WorkloadSearch {
  return Object.fromEntries(parameters.map(([name, field]) => [name, String(workload[field])]))
}

/** The same, but none for the default workload. */
export function workloadSearch(workload: Workload): WorkloadSearch {
  return parameters.every(([, field]) => workload[field] === defaultWorkload[field]) ? {} : workloadParameters(workload)
}
