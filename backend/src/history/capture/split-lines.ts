import { createGunzip, type Gunzip } from 'node:zlib'

export interface TextLine {
  /** Counts from 1. */
  line: number
  text: string
}

/** One line without its end, or why it cannot be read. */
export type Line = TextLine | { line: number; text: null; why: string }

const gzipMagic = [0x1f, 0x8b] as const
const [newline, carriageReturn, space, tab] = [10, 13, 32, 9] as const

/**
 * Splits a source into lines, gunzipping it first if its content starts like gzip. Blank lines are counted and skipped. At most
 * `maxBytes` of a line are held in memory. A source that breaks off ends with a line that says so.
 */
export async function* splitLines(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line> {
  const splitter = createSplitter(maxBytes)
  try {
    for await (const chunk of gunzipped(source)) yield* splitter.push(chunk)
    yield* splitter.end()
  } catch (error) {
    yield { line: splitter.line(), text: null, why: `cannot be read from here on: ${(error as Error).message}` }
  }
}

async function* gunzipped(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]()
  let head: Buffer = Buffer.alloc(0)
  while (head.length < gzipMagic.length) {
    const next = await chunks.next()
    if (next.done) break
    head = Buffer.concat([head, next.value])
  }
  const whole = (async function* () {
    yield head
    yield* { [Symbol.asyncIterator]: () => chunks }
  })()
  if (!gzipMagic.every((byte, at) => head[at] === byte)) return yield* whole
  const gunzip = createGunzip()
  void feed(whole, gunzip)
  yield* gunzip as AsyncIterable<Buffer>
}

async function feed(source: AsyncIterable<Buffer>, gunzip: Gunzip): Promise<void> {
  try {
    for await (const chunk of source) {
      if (gunzip.destroyed) return
      if (gunzip.write(chunk)) continue
      await new Promise<void>((resolve) => void gunzip.once('drain', resolve).once('close', resolve))
    }
    gunzip.end()
  } catch (error) {
    gunzip.destroy(error as Error)
  }
}

function createSplitter(maxBytes: number) {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let parts: Buffer[] = []
  let length = 0
  let line = 1

  function add(part: Buffer): void {
    length += part.length
    if (length > maxBytes) parts = []
    else parts.push(part)
  }

  function* finishLine(): Generator<Line> {
    const bytes = Buffer.concat(parts)
    if (length > maxBytes) yield { line, text: null, why: `longer than ${maxBytes} bytes (MAX_UPSTREAM_BYTES)` }
    else if (!isBlank(bytes)) yield decode(bytes)
    parts = []
    length = 0
    line++
  }

  function decode(bytes: Buffer): Line {
    try {
      return { line, text: decoder.decode(bytes).replace(/^\uFEFF/, '') }
    } catch {
      return { line, text: null, why: 'not valid UTF-8' }
    }
  }

  return {
    line: () => line,
    *push(chunk: Buffer): Generator<Line> {
      let from = 0
      for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
        add(chunk.subarray(from, end))
        yield* finishLine()
        from = end + 1
      }
      if (from < chunk.length) add(chunk.subarray(from))
    },
    *end(): Generator<Line> {
      if (length > 0) yield* finishLine()
    },
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === space || byte === tab || byte === carriageReturn)
}
