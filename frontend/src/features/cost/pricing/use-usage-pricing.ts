import { useCallback, useEffect, useRef, useState } from 'react'
import type { ColumnOverrides } from '@modelkeep/catalog/usage-file/detect-columns'
import type { UsageFileReport } from '@modelkeep/catalog/usage-file/usage-file'
import { sendBatch } from './send-batch.js'
import { createUsageResults, type RowRecord, type UsageResult } from './usage-result.js'
import type { UsageSource } from './usage-source.js'

export interface UsageRun {
  /** Differs between runs. */
  key: number
  source: UsageSource
  overrides: ColumnOverrides
  state: 'running' | 'done' | 'cancelled' | 'failed'
  /** Why it failed. */
  error: Error | null
  /** Why it waits, as a whole sentence. */
  waiting: string | null
  /** Of the source that are read and priced. */
  bytes: number
  /** What was read so far; null: nothing. */
  report: UsageFileReport | null
  result: UsageResult
  /** The rows of the result, in the order of the file. */
  records: readonly RowRecord[]
}

export interface UsagePricing {
  /** null: nothing was given to price. */
  run: UsageRun | null
  /** Prices a source, in place of the one before. */
  start: (source: UsageSource, overrides?: ColumnOverrides) => void
  /** Stops, and keeps what is priced. */
  cancel: () => void
  clear: () => void
}

let runs = 0

/** Prices one usage file at a time. Stops when the view is left. */
export function useUsagePricing(): UsagePricing {
  const [run, setRun] = useState<UsageRun | null>(null)
  const current = useRef<AbortController | null>(null)
  const replace = useCallback((by: AbortController | null): void => {
    current.current?.abort()
    current.current = by
  }, [])
  useEffect(() => () => replace(null), [replace])
  const start = useCallback(
    (source: UsageSource, overrides: ColumnOverrides = {}): void => {
      const controller = new AbortController()
      replace(controller)
      runs += 1
      const update = (patch: Partial<UsageRun>): void => {
        if (current.current === controller) setRun((before) => before && { ...before, ...patch })
      }
      setRun(startedRun(runs, source, overrides))
      void execute(source, overrides, controller.signal, update)
    },
    [replace],
  )
  const cancel = useCallback((): void => current.current?.abort(), [])
  const clear = useCallback((): void => {
    replace(null)
    setRun(null)
  }, [replace])
  return { run, start, cancel, clear }
}

function startedRun(key: number, source: UsageSource, overrides: ColumnOverrides): UsageRun {
  const result = createUsageResults().snapshot()
  const nothing = { error: null, waiting: null, bytes: 0, report: null, result, records: [] }
  return { key, source, overrides, state: 'running', ...nothing }
}

/** Never rejects. */
async function execute(
  source: UsageSource,
  overrides: ColumnOverrides,
  signal: AbortSignal,
  update: (patch: Partial<UsageRun>) => void,
): Promise<void> {
  const results = createUsageResults()
  try {
    const { priceUsage } = await import('./price-usage.js')
    await priceUsage({
      source,
      overrides,
      send: (body) => sendBatch(body, { signal, onWait: (waiting) => update({ waiting }) }),
      onReport: (report) => update({ report }),
      onRows: (rows, report, bytes) => {
        results.add(rows)
        update({ report, bytes, result: results.snapshot(), records: results.records })
      },
    })
    update({ state: 'done', bytes: source.content.size })
  } catch (error) {
    if (signal.aborted) update({ state: 'cancelled', waiting: null })
    else update({ state: 'failed', waiting: null, error: error instanceof Error ? error : new Error(String(error)) })
  }
}
