import crypto from 'node:crypto'

/** The body of a response, in parts that other bodies may share, and a hash of the whole. `length` in bytes. */
export interface Content {
  readonly parts: readonly Buffer[]
  readonly length: number
  readonly hash: string
}

/** SHA-256 in base64url, 43 characters. */
export function contentHash(content: string | Buffer): string {
  return crypto.hash('sha256', content, 'base64url')
}

export function contentOf(bytes: Buffer): Content {
  return { parts: [bytes], length: bytes.length, hash: contentHash(bytes) }
}
