import { costListSchema, costRequestSchema, oneCostSchema, type CostRow } from '@modelkeep/catalog/contract/cost'
import { invalidRow } from '@modelkeep/catalog/cost/cost-row'
import { createTotals } from '@modelkeep/catalog/cost/totals'
import * as z from 'zod'
import type { CostPricer } from '../../../history/cost/cost-pricer.js'
import { ndjsonLines, readJson, type NdjsonLine } from '../../bodies/ndjson.js'
import { costRequest, costRow, costTotals } from '../../openapi/cost-examples.js'
import { HttpProblem } from '../../response/problem.js'
import { currentJson, defineRoute, type StreamOutput } from '../../route.js'

const ndjson = 'application/x-ndjson'
const maxJsonBytes = 1024 ** 2
const maxJsonRows = 1_000
const maxLineBytes = 16 * 1024
/** Lines that are priced together: more would hold more of a stream in memory, fewer would ask history more often. */
const batchSize = 500

const onePerLine = z.string().meta({ description: 'One JSON value in each line', format: 'ndjson' })

export const postCost = defineRoute({
  method: 'POST',
  path: '/api/cost',
  uploads: {
    'application/json': {
      schema: z.union([costRequestSchema, z.array(costRequestSchema).max(maxJsonRows)]),
      example: [costRequest],
    },
    [ndjson]: { schema: onePerLine, example: `${JSON.stringify(costRequest)}\n` },
  },
  responses: {
    'application/json': {
      schema: z.union([costListSchema, oneCostSchema]),
      example: { data: [costRow], totals: costTotals },
    },
    [ndjson]: {
      schema: onePerLine,
      example: `${JSON.stringify(costRow)}\n${JSON.stringify({ totals: costTotals })}\n`,
    },
  },
  docs: {
    id: 'priceCalls',
    tag: 'Cost',
    summary: 'Price calls at the rates of their time',
    description:
      'One call: an object gives `{data}`. Up to 1,000 calls in 1 MB: an array gives `{data, totals}` in the same order. Any number: NDJSON gives a line for each line, and `{"totals": …}` at the end; read the response while you send, and send everything within 30 seconds. A row that cannot be priced has `cost: null` and an `error`, and fails alone. Nothing is stored.',
  },
  access: 'public',
  cache: 'never',
  load: 'work',
  services: ['costs'],
  handle: async ({ upload }, { costs }) => {
    const { mediaType, chunks } = upload!
    if (mediaType === ndjson)
      return {
        contentType: `${ndjson}; charset=utf-8`,
        stream: (output) => priceLines(chunks, costs, output),
      }
    const body = await readJson(chunks, maxJsonBytes, `the body is larger than 1 MB; send ${ndjson}`)
    if (!Array.isArray(body)) {
      const { rows } = await costs.price([body])
      return currentJson({ data: rows[0] })
    }
    if (body.length > maxJsonRows)
      throw new HttpProblem(413, `the list has ${body.length} rows; the limit is ${maxJsonRows}, or send ${ndjson}`)
    const { rows } = await costs.price(body)
    const totals = createTotals()
    for (const row of rows) totals.add(row)
    return currentJson({ data: rows, totals: totals.result() })
  },
})

/** Prices lines as they arrive. Reads no further while the client does not take what was written. */
async function priceLines(chunks: AsyncIterable<Uint8Array>, costs: CostPricer, output: StreamOutput): Promise<void> {
  const totals = createTotals()
  for await (const lines of ndjsonLines(untilGone(chunks, output.signal), { maxLineBytes, maxBatch: batchSize })) {
    const rows = await priceBatch(lines, costs)
    for (const row of rows) totals.add(row)
    await output.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  }
  await output.write(`${JSON.stringify({ totals: totals.result() })}\n`)
}

/** A line that is not JSON keeps its place among the others. */
async function priceBatch(lines: readonly NdjsonLine[], costs: CostPricer): Promise<CostRow[]> {
  const { rows } = await costs.price(lines.flatMap((line) => ('value' in line ? [line.value] : [])))
  let next = 0
  return lines.map((line) =>
    'value' in line ? rows[next++]! : invalidRow(null, { code: 'invalid_row', message: line.problem }),
  )
}

/** Ends, without an error, when the client is gone in the middle of its request. */
async function* untilGone(chunks: AsyncIterable<Uint8Array>, gone: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of chunks) {
      if (gone.aborted) return
      yield chunk
    }
  } catch (error) {
    if (!gone.aborted) throw error
  }
}
