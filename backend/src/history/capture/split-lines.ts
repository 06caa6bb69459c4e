import { createGunzip } from 'node:zlib'

/** One line of a source, without its end. `text` is null where it is none: `why` says so. */
export type Line = { line: number; text: string } | { line: number; text: null; why: string }

const gzipMagic = [0x1f, 0x8b] as const

/**
 * The lines of a source, which may be gzipped (its first bytes tell, not its name). No more than `longest` bytes of one line
 * are ever held; blank lines count but are left out. A source that breaks off ends with a line that says so.
 */
export async function* splitLines(source: AsyncIterable<Buffer>, longest: number): AsyncGenerator<Line> {
  const splitter = lineSplitter(longest)
  try {
    for await (const chunk of gunzipped(source)) yield* splitter.take(chunk)
    yield* splitter.end()
  } catch (error) {
    yield { line: splitter.line(), text: null, why: `it cannot be read on from here: ${(error as Error).message}` }
  }
}

async function* gunzipped(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]()
  const head: Buffer[] = []
  while (head.reduce((sum, chunk) => sum + chunk.length, 0) < gzipMagic.length) {
    const next = await chunks.next()
    if (next.done) break
    head.push(next.value)
  }
  const begun = Buffer.concat(head)
  const whole = (async function* () {
    yield begun
    yield* { [Symbol.asyncIterator]: () => chunks }
  })()
  if (!gzipMagic.every((byte, at) => begun[at] === byte)) return yield* whole
  const gunzip = createGunzip()
  void feed(whole, gunzip)
  yield* gunzip as AsyncIterable<Buffer>
}

async function feed(source: AsyncIterable<Buffer>, gunzip: ReturnType<typeof createGunzip>): Promise<void> {
  try {
    for await (const chunk of source) {
      if (gunzip.destroyed) return
      if (!gunzip.write(chunk))
        await new Promise<void>((resolve) => void gunzip.once('drain', resolve).once('close', resolve))
    }
    gunzip.end()
  } catch (error) {
    gunzip.destroy(error as Error)
  }
}

function lineSplitter(longest: number) {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let parts: Buffer[] = []
  let held = 0
  let tooLong = false
  let line = 1

  function hold(part: Buffer): void {
    held += part.length
    tooLong ||= held > longest
    if (tooLong) parts = []
    else parts.push(part)
  }

  function* finish(): Generator<Line> {
    const bytes = Buffer.concat(parts)
    if (tooLong) yield { line, text: null, why: `longer than ${longest} bytes (MAX_UPSTREAM_BYTES)` }
    else if (!blank(bytes)) yield decoded(bytes)
    parts = []
    held = 0
    tooLong = false
    line++
  }

  function decoded(bytes: Buffer): Line {
    try {
      return { line, text: decoder.decode(bytes).replace(/^\uFEFF/, '') }
    } catch {
      return { line, text: null, why: 'not valid UTF-8' }
    }
  }

  return {
    line: () => line,
    *take(chunk: Buffer): Generator<Line> {
      let from = 0
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
        hold(chunk.subarray(from, end))
        yield* finish()
        from = end + 1
      }
      if (from < chunk.length) hold(chunk.subarray(from))
    },
    *end(): Generator<Line> {
      if (held > 0) yield* finish()
    },
  }
}

function blank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 32 || byte === 9 || byte === 13)
}
