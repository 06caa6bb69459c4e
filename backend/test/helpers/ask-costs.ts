import type { CostRow } from '@modelkeep/catalog/contract/cost'
import type { HttpApp } from '../contract/helpers/http-app.js'
import type { PlainUsage } from './price-judges.js'

/** `at` in Unix milliseconds. */
export interface Call {
  model: string
  at: number
  usage: PlainUsage
}

/** What `/api/cost` says that each call cost, in USD; null: it does not know. */
export async function askCosts(app: Pick<HttpApp, 'send'>, calls: readonly Call[]): Promise<(string | null)[]> {
  const rows: CostRow[] = []
  for (let from = 0; from < calls.length; from += 1_000) {
    const body = calls
      .slice(from, from + 1_000)
      .map(({ at, ...call }) => ({ ...call, at: new Date(at).toISOString(), shape: 'plain' }))
    const response = await app.send({
      method: 'POST',
      path: '/api/cost',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    rows.push(...response.json<{ data: CostRow[] }>().data)
  }
  return rows.map(({ cost }) => cost)
}
