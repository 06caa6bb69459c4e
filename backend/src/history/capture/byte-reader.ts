/** Reads a source by bytes rather than by chunks. */
export interface ByteReader {
  /** The next `count` bytes without consuming them; fewer at the end. */
  peek(count: number): Promise<Buffer>
  /** The next `count` bytes; fewer at the end. */
  take(count: number): Promise<Buffer>
  /** Puts bytes back in front. */
  unread(bytes: Buffer): void
  /** Everything that is left. */
  rest(): AsyncGenerator<Buffer>
}

export function createByteReader(source: AsyncIterable<Buffer>): ByteReader {
  const chunks = source[Symbol.asyncIterator]()
  let buffered: Buffer = Buffer.alloc(0)

  async function peek(count: number): Promise<Buffer> {
    if (buffered.length >= count) return buffered.subarray(0, count)
    const parts = [buffered]
    let length = buffered.length
    while (length < count) {
      const next = await chunks.next()
      if (next.done) break
      parts.push(next.value)
      length += next.value.length
    }
    buffered = Buffer.concat(parts)
    return buffered.subarray(0, count)
  }

  return {
    peek,
    take: async (count) => {
      const bytes = await peek(count)
      buffered = buffered.subarray(bytes.length)
      return bytes
    },
    unread: (bytes) => {
      buffered = Buffer.concat([bytes, buffered])
    },
    rest: async function* () {
      if (buffered.length > 0) yield buffered
      buffered = Buffer.alloc(0)
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
    },
  }
}
