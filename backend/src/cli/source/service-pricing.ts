import { setTimeout as sleep } from 'node:timers/promises'
import { costRowSchema, type CostRow } from '@modelkeep/catalog/contract/cost'
import { lostHistory } from '@modelkeep/catalog/cost/lost-history'
import * as z from 'zod'
import type { CostRequestRow } from '@modelkeep/catalog/usage-file/read-record'
import { SourceError, type Pricing } from './model-source.js'
import { refusal, type ServiceClient, type ServiceResponse } from './service-client.js'

/** What the service accepts in one list, with something to spare. */
const maxRows = 1_000
const maxBytes = 1_000_000
/** A batch takes a fraction of a second; a busy service may let it wait. */
const timeoutMs = 60_000
/** A service that is overloaded, or has seen too many requests, says when to try again. */
const retryStatuses = [429, 503]
const maxAttempts = 8
const defaultWaitSeconds = 2
const maxWaitSeconds = 60

const responseSchema = z.object({ data: z.array(z.looseObject(costRowSchema.shape)) })

/** Prices rows by `POST /api/cost` of a running service. `wait` is for tests. */
export function servicePricing(
  client: ServiceClient,
  { say, wait = sleep }: { say: (message: string) => void; wait?: (ms: number) => Promise<unknown> },
): Pricing {
  let saidWaiting = false

  async function send(body: string, count: number): Promise<CostRow[]> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await client.send('/api/cost', { method: 'POST', json: body, timeoutMs })
      const rows = response.ok ? rowsIn(response, count, client) : null
      const lost = rows === null ? null : lostHistory(rows)
      if (rows !== null && lost === null) return rows
      if (rows === null && !retryStatuses.includes(response.status)) throw refusal(client, response)
      if (attempt === maxAttempts)
        throw lost === null ? refusal(client, response) : new SourceError(`${client.base}: ${lost}`)
      const seconds = waitSeconds(response.headers.get('retry-after'))
      const problem = lost ?? `it responded with ${response.status}`
      if (!saidWaiting) say(`${client.base}: ${problem}; trying again in ${seconds} s`)
      saidWaiting = true
      await wait(seconds * 1_000)
    }
  }

  return {
    where: client.base,
    price: async (rows) => {
      const priced: CostRow[] = []
      for (const { body, count } of bodiesOf(rows)) priced.push(...(await send(body, count)))
      return priced
    },
  }
}

function waitSeconds(header: string | null): number {
  const seconds = Number(header ?? defaultWaitSeconds)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, maxWaitSeconds) : defaultWaitSeconds
}

/** Lists in JSON that the service accepts. */
function bodiesOf(rows: readonly CostRequestRow[]): { body: string; count: number }[] {
  const bodies: { body: string; count: number }[] = []
  let [texts, bytes]: [string[], number] = [[], 2]
  const take = (): void => {
    if (texts.length > 0) bodies.push({ body: `[${texts.join(',')}]`, count: texts.length })
    ;[texts, bytes] = [[], 2]
  }
  for (const row of rows) {
    const text = JSON.stringify(row)
    const size = Buffer.byteLength(text) + 1
    if (texts.length === maxRows || bytes + size > maxBytes) take()
    texts.push(text)
    bytes += size
  }
  take()
  return bodies
}

function rowsIn({ body }: ServiceResponse, count: number, { base }: ServiceClient): CostRow[] {
  try {
    const { data } = responseSchema.parse(JSON.parse(body))
    if (data.length === count) return data
  } catch (error) {
    throw new SourceError(`${base} is not a Modelkeep that knows /api/cost: its response has no costs`, {
      cause: error,
    })
  }
  throw new SourceError(`${base} priced another number of rows than it was sent`)
}
