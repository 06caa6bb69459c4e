/** A part of a mirrored document that has versions of its own, such as one model. */
export interface MirrorEntry {
  /** Unique within the document. */
  key: string
  /** Any JSON value. */
  value: unknown
}

/** The document is not what it should be. The message says where, and holds no values. */
export class BadMirrorDocument extends Error {
  override readonly name = 'BadMirrorDocument'
  readonly code = 'bad_mirror_document'
}
