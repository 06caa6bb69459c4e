import type { CostRow } from '../contract/cost.js'

/** Why rows have no cost although they may have one later; null if there are none. A service without a database never has one. */
export function lostHistory(rows: readonly CostRow[]): string | null {
  const lost = rows.find(({ error }) => error?.code === 'history_unavailable' && !error.message.endsWith(': it is off'))
  return lost?.error?.message ?? null
}
