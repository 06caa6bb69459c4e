import { useLocalStorage } from '@mantine/hooks'
import { defaultWorkload, maxCount, type Workload } from './workload.js'

/** The reader's workload, shared by all models and stored in this browser. */
export function useRememberedWorkload(): readonly [Workload, (patch: Partial<Workload>) => void] {
  const [stored, setStored] = useLocalStorage<unknown>({
    key: 'modelkeep-workload',
    defaultValue: {},
    getInitialValueInEffect: false,
  })
  const workload = workloadOf(stored)
  return [workload, (patch) => setStored({ ...workload, ...patch })]
}

/** The stored value may come from an older version of the page, or be anything. */
function workloadOf(stored: unknown): Workload {
  const values = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {}
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
