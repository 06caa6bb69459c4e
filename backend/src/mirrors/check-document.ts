// Whether a fetched document is accepted.
import { BadMirrorDocument, type MirrorEntry } from '@modelkeep/catalog/mirrors/mirror-entry'
import type { MirrorAdapter } from './adapters.js'
import type { Quarantined } from './mirrored-catalogue.js'

export interface MirrorLimits {
  /** By how many percent the number of entries may shrink or grow at once. */
  maxShrinkPercent: number
  maxGrowthPercent: number
}

/** @throws BadMirrorDocument */
export function parseMirrored({ parse }: MirrorAdapter, minEntries: number, bytes: Buffer): MirrorEntry[] {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new BadMirrorDocument('the document is not JSON', { cause })
  }
  const entries = parse(value)
  if (entries.length < minEntries)
    throw new BadMirrorDocument(`it has ${written(entries.length)} entries; expected at least ${written(minEntries)}`)
  return entries
}

/** Why the document is quarantined; null if it is accepted. `before`: the number of entries of the current one; null: there is none. */
export function quarantineReason(
  now: number,
  before: number | null,
  { maxShrinkPercent, maxGrowthPercent }: MirrorLimits,
): Pick<Quarantined, 'reason' | 'detail'> | null {
  if (before === null || before === 0) return null
  const percent = ((now - before) / before) * 100
  const counts = `it has ${written(now)} entries instead of ${written(before)}`
  if (-percent > maxShrinkPercent)
    return { reason: 'shrunk', detail: `${counts}; more than MAX_SHRINK_PERCENT, ${maxShrinkPercent} %, are gone` }
  if (percent <= maxGrowthPercent) return null
  return { reason: 'grown', detail: `${counts}; more than MAX_GROWTH_PERCENT, ${maxGrowthPercent} %, are new` }
}

function written(count: number): string {
  return count.toLocaleString('en-US')
}
