// A watch as it is stored after a PATCH.
import type { WatchPatch } from '@modelkeep/catalog/contract/watches'
import { defaultMilestones } from '@modelkeep/catalog/watches/milestones'
import { refuseDestination, type DestinationRules } from './destination-rules.js'
import { rotatedSecrets, splitDestination, type DestinationSecrets } from './destination-secrets.js'
import { checkedFilter, sealedSecrets } from './new-watch-row.js'
import type { NewWatchRow, WatchRow } from './queries/watch-rows.js'
import { canOpen, SecretUnreadable, type SecretBox } from './secret-box.js'
import { WatchRefused } from './watch-refused.js'

export interface ChangeContext {
  /** null: there is no WATCH_SECRET_KEY. */
  box: SecretBox | null
  rules: DestinationRules
  /** Unix milliseconds. */
  now: number
}

/** `secret`: a new one of a webhook, to be shown once; null if there is none. @throws WatchRefused */
export function changedWatchRow(
  before: WatchRow,
  patch: WatchPatch,
  context: ChangeContext,
): { row: NewWatchRow; secret: string | null } {
  const { name = before.name, grouping = before.grouping } = patch
  const filter = patch.filter === undefined ? before.filter : checkedFilter(patch.filter)
  const milestones = patch.milestones ?? (hasDefaultMilestones(before) ? defaultMilestones(filter) : before.milestones)
  const { destination, secrets, newSecret } = changedDestination(before, patch, context)
  return {
    row: { name, filter, milestones: [...new Set(milestones)], grouping, destination, secrets, source: before.source },
    secret: newSecret,
  }
}

/** Then they follow the filter. */
function hasDefaultMilestones({ filter, milestones }: WatchRow): boolean {
  return JSON.stringify(milestones) === JSON.stringify(defaultMilestones(filter))
}

interface ChangedDestination extends Pick<WatchRow, 'destination' | 'secrets'> {
  newSecret: string | null
}

function changedDestination(
  before: WatchRow,
  { destination, rotate_secret: isRotated }: WatchPatch,
  { box, rules, now }: ChangeContext,
): ChangedDestination {
  if (destination !== undefined) {
    if (isRotated === true) throw new WatchRefused(400, 'rotate_secret: cannot be combined with destination')
    refuseDestination(destination, rules)
    const { shown, secrets, newSecret } = splitDestination(destination, openIfPossible(before, box)?.signing)
    return { destination: shown, secrets: sealedSecrets(secrets, box), newSecret }
  }
  if (isRotated !== true) return { ...before, newSecret: null }
  if (before.destination.type !== 'webhook' || before.secrets === null)
    throw new WatchRefused(409, `only a webhook has a secret; this watch sends to ${before.destination.type}`)
  const { secrets, newSecret } = rotatedSecrets(opened(before, box), now)
  return { destination: before.destination, secrets: sealedSecrets(secrets, box), newSecret }
}

/** @throws WatchRefused */
function opened(watch: WatchRow, box: SecretBox | null): DestinationSecrets {
  if (box === null) throw new WatchRefused(409, 'WATCH_SECRET_KEY is not set')
  const secrets = openIfPossible(watch, box)
  if (secrets !== null) return secrets
  const { message } = new SecretUnreadable()
  throw new WatchRefused(409, `${message}; set the old key again, or give the watch its destination anew`)
}

/** null: there are none, or another key encrypted them. */
function openIfPossible({ secrets }: WatchRow, box: SecretBox | null): DestinationSecrets | null {
  return secrets === null || !canOpen(box, secrets) ? null : (JSON.parse(box.open(secrets)) as DestinationSecrets)
}
