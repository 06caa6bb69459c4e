const size = 65_536
const atMost = 64

/** Buffers for answers that are written once: a new one for each would be garbage of 30 KB a request. */
export interface LentBuffers {
  /** The parts joined, in a buffer that is free again once `release` was called with it; without that it is only not used again. */
  join(parts: readonly Buffer[], length: number): Buffer
  release(buffer: Buffer): void
}

export function createLentBuffers(): LentBuffers {
  const free: ArrayBufferLike[] = []
  return {
    join: (parts, length) => {
      if (length > size) return Buffer.concat(parts, length)
      const buffer = Buffer.from(free.pop() ?? new ArrayBuffer(size), 0, length)
      let at = 0
      for (const part of parts) {
        buffer.set(part, at)
        at += part.length
      }
      return buffer
    },
    release: ({ buffer }) => {
      if (buffer.byteLength === size && free.length < atMost) free.push(buffer)
    },
  }
}
