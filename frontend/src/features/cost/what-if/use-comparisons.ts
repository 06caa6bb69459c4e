import { useQueries, type UseQueryResult } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { sendBatch } from '../pricing/send-batch.js'
import type { UsageRun } from '../pricing/use-usage-pricing.js'
import { createComparer, type ModelComparison } from './compare-model.js'

export type PendingComparison = UseQueryResult<ModelComparison> & {
  /** Rows that are priced so far. */
  pricedRows: number
}

/** The comparisons of a run with these models, computed one after another. In the order of the ids. */
export function useComparisons(run: UsageRun, ids: readonly string[]): PendingComparison[] {
  const last = useRef<Promise<unknown>>(Promise.resolve())
  const [pricedRows, setPricedRows] = useState<Readonly<Record<string, number>>>({})
  const report =
    (id: string) =>
    (rows: number): void =>
      setPricedRows((before) => ({ ...before, [id]: rows }))
  const comparisons = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['what-if', run.key, id],
      queryFn: ({ signal }: { signal: AbortSignal }) => {
        const comparison = last.current.then(() => compare(run, id, signal, report(id)))
        last.current = comparison.catch(() => {})
        return comparison
      },
      staleTime: Infinity,
      structuralSharing: false,
      retry: false,
    })),
  })
  return comparisons.map((comparison, at) => ({ ...comparison, pricedRows: pricedRows[ids[at]!] ?? 0 }))
}

async function compare(
  run: UsageRun,
  id: string,
  signal: AbortSignal,
  onPriced: (rows: number) => void,
): Promise<ModelComparison> {
  let priced = 0
  signal.throwIfAborted()
  const { priceUsage } = await import('../pricing/price-usage.js')
  const comparer = createComparer(run.records)
  await priceUsage({
    source: run.source,
    overrides: run.overrides,
    model: id,
    maxRows: run.records.length,
    send: (body) => sendBatch(body, { signal, onWait: () => {} }),
    onRows: (rows) => {
      comparer.add(rows)
      priced += rows.length
      onPriced(priced)
    },
  })
  return comparer.result()
}
