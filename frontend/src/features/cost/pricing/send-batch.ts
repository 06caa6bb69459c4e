// Sends one batch of rows to the service, and waits where the service asks to.
import type { CostRow } from '@modelkeep/catalog/contract/cost'
import { lostHistory } from '@modelkeep/catalog/cost/lost-history'
import { ApiProblem, isWithoutDatabase, throwIfProblem } from '../../../shared/api/problem.js'

export interface SendOptions {
  signal: AbortSignal
  /** Why the next attempt waits, as a whole sentence; null: it does not wait any more. */
  onWait: (reason: string | null) => void
  /** Resolves after some milliseconds. @throws the signal's reason when it is aborted */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

const maxAttempts = 8
const timeoutMs = 60_000
/** Without a `Retry-After`. */
const defaultWaitMs = 2_000
const maxWaitMs = 60_000

/** `body`: a JSON array of at most 1,000 rows. The results are in their order. @throws ApiProblem @throws TypeError: unreachable */
export async function sendBatch(body: string, options: SendOptions): Promise<CostRow[]> {
  const { signal, onWait, wait = waitFor } = options
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptOnce(body, signal)
    if ('rows' in outcome) return outcome.rows
    const { problem, reason, retryAfter } = outcome
    if (attempt === maxAttempts || isWithoutDatabase(problem)) throw problem
    const ms = waitMs(retryAfter)
    onWait(`${reason} Trying again in ${Math.ceil(ms / 1000)} s.`)
    await wait(ms, signal)
    onWait(null)
  }
}

/** A temporary problem: `reason` is a whole sentence, `retryAfter` the header. */
interface Delay {
  problem: Error
  reason: string
  retryAfter: string | null
}

/** @throws ApiProblem if another attempt cannot help */
async function attemptOnce(body: string, signal: AbortSignal): Promise<{ rows: CostRow[] } | Delay> {
  const response = await post(body, signal)
  if (response === null || isBusy(response.status)) {
    const problem = response === null ? unreachable : await problemOf(response)
    return { problem, reason: reasonOf(response), retryAfter: response?.headers.get('retry-after') ?? null }
  }
  await throwIfProblem(response)
  const rows = ((await response.json()) as { data: CostRow[] }).data
  const lost = lostHistory(rows)
  if (lost === null) return { rows }
  return { problem: new ApiProblem(503, lost), reason: 'The history of prices is not available.', retryAfter: null }
}

const unreachable = new TypeError('Modelkeep cannot be reached')

/** null: the service is unreachable, or did not respond in time. */
async function post(body: string, signal: AbortSignal): Promise<Response | null> {
  try {
    return await fetch('/api/cost', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
  } catch {
    signal.throwIfAborted()
    return null
  }
}

const isBusy = (status: number): boolean => status === 429 || status === 503

async function problemOf(response: Response): Promise<Error> {
  try {
    await throwIfProblem(response)
  } catch (error) {
    if (error instanceof ApiProblem) return error
  }
  return new ApiProblem(response.status, `the service responded with ${response.status}`)
}

function reasonOf(response: Response | null): string {
  if (response === null) return 'Modelkeep cannot be reached.'
  return response.status === 429 ? 'The service limits the rate of requests.' : 'The service is busy.'
}

/** `Retry-After` in seconds; a date is not used by the service. */
function waitMs(retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? Number.NaN)
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, maxWaitMs) : defaultWaitMs
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
