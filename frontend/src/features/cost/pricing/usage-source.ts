/** What is priced: a file, or pasted text. It stays in the browser; only counts, names and times of its rows are sent. */
export interface UsageSource {
  /** Of the file; `pasted text`. */
  name: string
  content: Blob
}

/** In bytes. Small enough to show progress, large enough for few reads. */
const PIECE = 256 * 1024

/** The text in pieces, with the number of bytes read so far. Bytes that are no UTF-8 become replacement characters. */
export async function* piecesOf(content: Blob): AsyncGenerator<{ text: string; bytes: number }> {
  const decoder = new TextDecoder('utf-8')
  for (let start = 0; start < content.size; start += PIECE) {
    const bytes = Math.min(start + PIECE, content.size)
    const text = decoder.decode(await content.slice(start, bytes).arrayBuffer(), { stream: bytes < content.size })
    yield { text, bytes }
  }
}
