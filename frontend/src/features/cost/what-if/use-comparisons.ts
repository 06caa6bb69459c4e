import { useQueries, type UseQueryResult } from '@tanstack/react-query'
import { useRef } from 'react'
import { sendBatch } from '../pricing/send-batch.js'
import type { UsageRun } from '../pricing/use-usage-pricing.js'
import { createComparer, type ModelComparison } from './compare-model.js'

/** The comparisons of a run with these models, computed one after another. In the order of the ids. */
export function useComparisons(run: UsageRun, ids: readonly string[]): UseQueryResult<ModelComparison>[] {
  const last = useRef<Promise<unknown>>(Promise.resolve())
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: ['what-if', run.key, id],
      queryFn: ({ signal }: { signal: AbortSignal }) => {
        const comparison = last.current.then(() => compare(run, id, signal))
        last.current = comparison.catch(() => {})
        return comparison
      },
      staleTime: Infinity,
      structuralSharing: false,
      retry: false,
    })),
  })
}

async function compare(run: UsageRun, id: string, signal: AbortSignal): Promise<ModelComparison> {
  signal.throwIfAborted()
  const { priceUsage } = await import('../pricing/price-usage.js')
  const comparer = createComparer(run.records)
  await priceUsage({
    source: run.source,
    overrides: run.overrides,
    model: id,
    maxRows: run.records.length,
    send: (body) => sendBatch(body, { signal, onWait: () => {} }),
    onRows: (rows) => comparer.add(rows),
  })
  return comparer.result()
}
