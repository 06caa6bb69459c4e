import type {
  PriceStability,
  PriceStabilityDocument,
  TokenPriceStability,
} from '@modelkeep/catalog/contract/price-stability'

const days = [30, 90, 365] as const

/** A price that was the same for a year; `period` replaces facts of all periods. */
export function tokenPrice(period: Partial<TokenPriceStability['periods'][number]> = {}): TokenPriceStability {
  return {
    changed_at: null,
    periods: days.map((length) => ({
      changes: 0,
      lowest: '0.000001',
      highest: '0.000001',
      percent: 0,
      ...period,
      days: length,
    })),
    series: [{ from: '2025-08-22T12:00:00.000Z', value: '0.000001' }],
  }
}

/** A model without price changes since 2024. */
export function stabilityOf(facts: Partial<PriceStability> & { changeCount?: number } = {}): PriceStability {
  const { changeCount = 0, ...rest } = facts
  return {
    id: 'a/one',
    first_observed: '2024-09-21T12:00:00.000Z',
    unchanged_since: '2024-09-21T12:00:00.000Z',
    changed_at: null,
    changes: days.map((length) => ({ days: length, count: changeCount })),
    prompt: tokenPrice(),
    completion: tokenPrice(),
    ...rest,
  }
}

export function stabilityDocument(...data: PriceStability[]): PriceStabilityDocument {
  return { data, as_of: '2026-08-22T12:00:00.000Z' }
}
