import { optional, OTHERWISE, wholeNumber } from '@modelkeep/catalog/query/values'
import { changeFilterShape } from '@modelkeep/catalog/changes/filter'
import * as z from 'zod'
import type { ChangePlace } from '../../postgres/queries/change-rows.js'

/**
 * Where a page ends. `newestSeq` is the newest change that there was when the first page was made: later pages pass over what has
 * come since, so that no change slips past the reader or comes twice.
 */
export interface ChangeCursor extends ChangePlace {
  newestSeq: number
}

/** Opaque to whoever gets it. */
export function writeCursor({ observedAt, seq, newestSeq }: ChangeCursor): string {
  return Buffer.from(`${observedAt}.${seq}.${newestSeq}`).toString('base64url')
}

/** null where it is none that `writeCursor` wrote. */
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
  limit: optional(
    wholeNumber(1, 1000, { description: 'How many changes the page holds at most. Absent: 100.', example: 100 }),
  ),
  cursor: optional(
    z
      .string()
      .transform((text, context): ChangeCursor => {
        const cursor = readCursor(text)
        if (cursor !== null) return cursor
        context.addIssue('is none that this route gave: take it from links.next')
        return z.NEVER
      })
      .meta({
        description: `Where the page before ended, as \`links.next\` has it. ${OTHERWISE}`,
        example: writeCursor({ observedAt: 1_787_407_500_000, seq: 20_417, newestSeq: 20_420 }),
      }),
  ),
})
