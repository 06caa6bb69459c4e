// Kept apart from `quarantine.ts` so that the page can import it without the schema.
import type { Quarantined, QuarantineReason } from './quarantine.js'

/** Whether an administrator can approve a payload that was quarantined for this reason: it is a list whose ids can be read. */
export function isApprovable(reason: QuarantineReason): boolean {
  return reason === 'grown' || reason === 'shrunk' || reason === 'too_many_broken' || reason === 'truncated'
}

/** Whether it was approved when it was last seen: one that is quarantined again can be approved again. */
export function isApproved({ approved_at: approvedAt, last_observed_at: lastSeenAt }: Quarantined): boolean {
  return approvedAt !== null && Date.parse(approvedAt) >= Date.parse(lastSeenAt)
}
