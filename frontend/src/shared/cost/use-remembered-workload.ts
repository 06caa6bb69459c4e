import { useLocalStorage } from '@mantine/hooks'
import { defaultWorkload, mostOfWorkload, type Workload } from './workload.js'

/** One's own workload, the same for every model, remembered by this browser. */
export function useRememberedWorkload(): readonly [Workload, (patch: Partial<Workload>) => void] {
  const [stored, setStored] = useLocalStorage<Partial<Record<keyof Workload, unknown>>>({
    key: 'modelkeep-workload',
    defaultValue: {},
    getInitialValueInEffect: false,
  })
  const workload = completed(stored)
  return [workload, (patch) => setStored({ ...workload, ...patch })]
}

/** What a browser has stored may be older than this page, or anything. */
function completed(stored: unknown): Workload {
  const of = typeof stored === 'object' && stored !== null ? (stored as Partial<Record<keyof Workload, unknown>>) : {}
  const keys = Object.keys(defaultWorkload) as (keyof Workload)[]
  return Object.fromEntries(
    keys.map((key) => [key, isCount(of[key]) ? of[key] : defaultWorkload[key]]),
  ) as unknown as Workload
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= mostOfWorkload
}

/** A whole number as people write one (`10,000`, `10 000`); null where it is none, or too large. */
export function readCount(text: string): number | null {
  const digits = text.replaceAll(/[\s,_’']/g, '')
  return /^\d{1,12}$/.test(digits) && isCount(Number(digits)) ? Number(digits) : null
}
