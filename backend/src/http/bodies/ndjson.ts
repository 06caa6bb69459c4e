// Newline-delimited JSON: one JSON value in each line.
import { HttpProblem } from '../response/problem.js'

const newline = 0x0a

/** A parsed line, or why it could not be parsed. */
export type NdjsonLine = { value: unknown } | { problem: string }

/**
 * Parses lines as they arrive: one batch per chunk, or several. Empty lines are skipped; a line that is too long is discarded as it
 * arrives.
 */
export async function* ndjsonLines(
  chunks: AsyncIterable<Uint8Array>,
  { maxLineBytes, maxBatch }: { maxLineBytes: number; maxBatch: number },
): AsyncGenerator<NdjsonLine[]> {
  let batch: NdjsonLine[] = []
  let parts: Uint8Array[] = []
  let length = 0
  const finish = (): void => {
    if (length > maxLineBytes) batch.push({ problem: `the line is longer than ${maxLineBytes / 1024} KB` })
    else batch.push(...parsed(Buffer.concat(parts).toString('utf8')))
    parts = []
    length = 0
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      length += end - start
      if (length <= maxLineBytes) parts.push(chunk.subarray(start, end))
      finish()
      start = end + 1
      if (batch.length < maxBatch) continue
      yield batch
      batch = []
    }
    length += chunk.length - start
    if (length > maxLineBytes) parts = []
    else parts.push(chunk.subarray(start))
    if (batch.length === 0) continue
    yield batch
    batch = []
  }
  if (length > 0) finish()
  if (batch.length > 0) yield batch
}

function parsed(line: string): NdjsonLine[] {
  const text = line.trim() // also without a byte order mark
  if (text === '') return []
  try {
    return [{ value: JSON.parse(text) as unknown }]
  } catch (error) {
    return [{ problem: `the line is not JSON: ${(error as Error).message}` }]
  }
}

/** Reads a JSON document. @throws HttpProblem 400 or 413 */
export async function readJson(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  tooLarge: string,
): Promise<unknown> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > maxBytes) throw new HttpProblem(413, tooLarge)
    parts.push(chunk)
  }
  if (length === 0) throw new HttpProblem(400, 'the body is empty')
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8').trim()) as unknown
  } catch (error) {
    throw new HttpProblem(400, `the body is not JSON: ${(error as Error).message}`)
  }
}
