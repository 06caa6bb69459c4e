import { optional, REJECTION_NOTE, wholeNumber } from '@modelkeep/catalog/query/parameter-types'
import { changeFilterShape } from '@modelkeep/catalog/changes/change-filter'
import * as z from 'zod'
import type { ChangePosition } from '../../postgres/queries/change-rows.js'

/** The end of a page. `newestSeq` is the newest change when the first page was read: later pages ignore newer changes. */
export interface ChangeCursor extends ChangePosition {
  newestSeq: number
}

/** Opaque to clients. */
export function writeCursor({ observedAt, seq, newestSeq }: ChangeCursor): string {
  return Buffer.from(`${observedAt}.${seq}.${newestSeq}`).toString('base64url')
}

/** @returns null unless `writeCursor` wrote the text */
export function readCursor(text: string): ChangeCursor | null {
  const decoded = /^[\w-]{1,64}$/.test(text) ? Buffer.from(text, 'base64url').toString('latin1') : ''
  const [observedAt, seq, newestSeq] = (/^(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/.exec(decoded) ?? []).slice(1).map(Number)
  if (observedAt === undefined || seq === undefined || newestSeq === undefined) return null
  const cursor = { observedAt, seq, newestSeq }
  return writeCursor(cursor) === text ? cursor : null
}

/** Parameters of a page of changes. */
export const changesPageSchema = z.strictObject({
  ...changeFilterShape,
  limit: optional(wholeNumber(1, 1000, { description: 'The page size. Absent: 100.', example: 100 })),
  cursor: optional(
    z
      .string()
      .transform((text, context): ChangeCursor => {
        const cursor = readCursor(text)
        if (cursor !== null) return cursor
        context.addIssue('is not a cursor of this route; use the one in links.next')
        return z.NEVER
      })
      .meta({
        description: `The end of the previous page, as in its \`links.next\`. ${REJECTION_NOTE}`,
        example: writeCursor({ observedAt: 1_787_407_500_000, seq: 20_417, newestSeq: 20_420 }),
      }),
  ),
})
