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

/** A whole number as people write it (`10,000`, `10 000`); null when it is malformed or too large. */
export function readCount(text: string): number | null {
  const digits = text.replaceAll(/[\s,_’']/g, '')
  return /^\d{1,12}$/.test(digits) && isCount(Number(digits)) ? Number(digits) : null
}
