import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ColumnOverrides } from '@modelkeep/catalog/usage-file/detect-columns'
import type { UsageFileReport } from '@modelkeep/catalog/usage-file/usage-file'
import { sendBatch } from './send-batch.js'
import { createUsageResults, type RowRecord, type UsageResult, type UsageResults } from './usage-result.js'
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
  /** What the rows are added to; a run that goes on keeps it. */
  results: UsageResults
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
  /** Prices the rows that are left after a failure or a cancellation. */
  resume: () => void
  clear: () => void
}

let runs = 0

/** In the cache of queries, so that it is there when the reader comes back from another view. */
const lastRun = ['usage-run']

/** Prices one usage file at a time. Leaving the view cancels a run; what was priced is kept until the page is reloaded. */
export function useUsagePricing(): UsagePricing {
  const client = useQueryClient()
  const [run, setRun] = useState<UsageRun | null>(() => client.getQueryData<UsageRun>(lastRun) ?? null)
  const current = useRef<AbortController | null>(null)
  const replace = useCallback((by: AbortController | null): void => {
    current.current?.abort()
    current.current = by
  }, [])
  const shown = useRef(run)
  useEffect(() => {
    shown.current = run
  }, [run])
  useEffect(() => {
    client.setQueryDefaults(lastRun, { gcTime: Infinity })
    return () => {
      replace(null)
      client.setQueryData(lastRun, shown.current === null ? undefined : stopped(shown.current))
    }
  }, [client, replace])
  const execute = useCallback(
    (started: UsageRun): void => {
      const controller = new AbortController()
      replace(controller)
      setRun(started)
      void price(started, controller.signal, (patch) => {
        if (current.current === controller) setRun((before) => before && { ...before, ...patch })
      })
    },
    [replace],
  )
  const start = useCallback(
    (source: UsageSource, overrides: ColumnOverrides = {}): void => execute(startedRun(source, overrides)),
    [execute],
  )
  const resume = useCallback((): void => {
    if (run !== null) execute({ ...run, key: nextKey(), state: 'running', error: null })
  }, [execute, run])
  const cancel = useCallback((): void => current.current?.abort(), [])
  const clear = useCallback((): void => {
    replace(null)
    setRun(null)
    client.removeQueries({ queryKey: lastRun })
  }, [client, replace])
  return { run, start, cancel, resume, clear }
}

function nextKey(): number {
  runs += 1
  return runs
}

function startedRun(source: UsageSource, overrides: ColumnOverrides): UsageRun {
  const results = createUsageResults()
  const nothing = { error: null, waiting: null, bytes: 0, report: null, records: [] }
  return { key: nextKey(), source, overrides, state: 'running', ...nothing, results, result: results.snapshot() }
}

function stopped(run: UsageRun): UsageRun {
  return run.state === 'running' ? { ...run, state: 'cancelled', waiting: null } : run
}

/** Prices the rows that the run does not have yet. Never rejects. */
async function price(
  { source, overrides, results }: UsageRun,
  signal: AbortSignal,
  update: (patch: Partial<UsageRun>) => void,
): Promise<void> {
  try {
    const { priceUsage } = await import('./price-usage.js')
    await priceUsage({
      source,
      overrides,
      skipRows: results.records.length,
      send: (body) => sendBatch(body, { signal, onWait: (waiting) => update({ waiting }) }),
      onReport: (report) => update({ report }),
      onRows: (rows, report, bytes) => {
        if (signal.aborted) return
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
