import { isRecord } from '@modelkeep/catalog/model/is-record'
import { useStored } from '../hooks/use-stored.js'
import { defaultWorkload, maxCount, type Workload } from './workload.js'

/** The reader's workload, shared by all models and stored in this browser. */
export function useRememberedWorkload(): readonly [Workload, (patch: Partial<Workload>) => void] {
  const [stored, setStored] = useStored<Readonly<Record<string, unknown>>>('workload', {}, isRecord)
  const workload = workloadOf(stored)
  return [workload, (patch) => setStored({ ...workload, ...patch })]
}

/** Each value may come from an older version of the page, or be anything. */
function workloadOf(values: Readonly<Record<string, unknown>>): Workload {
  const countOf = (key: keyof Workload): number => (isCount(values[key]) ? values[key] : defaultWorkload[key])
  return {
    inputTokens: countOf('inputTokens'),
    cachedTokens: countOf('cachedTokens'),
    outputTokens: countOf('outputTokens'),
    calls: countOf('calls'),
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= maxCount
}

const powers: Readonly<Record<string, number>> = { k: 3, m: 6, b: 9 }

/** A whole number as people write it (`10,000`, `10 000`, `12k`, `1.5m`); null when it is malformed, no whole number or too large. */
export function readCount(text: string): number | null {
  const [, whole, fraction = '', suffix] =
    /^(\d+|\d{1,3}(?:[\s,_’']\d{3})+)(?:\.(\d{1,9}))?\s*([kmb])$/i.exec(text.trim()) ??
    /^([\d\s,_’']+)$/.exec(text) ??
    []
  const digits = whole?.replaceAll(/[\s,_’']/g, '') ?? ''
  const zeros = (powers[suffix?.toLowerCase() ?? ''] ?? 0) - fraction.replace(/0+$/, '').length
  const count = Number(`${digits}${fraction.replace(/0+$/, '')}${'0'.repeat(Math.max(0, zeros))}`)
  return /^\d{1,12}$/.test(digits) && zeros >= 0 && isCount(count) ? count : null
}
