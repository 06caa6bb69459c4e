// A new watch as it is stored: checked, and with its secrets encrypted.
import type { NewWatch, Watch, WatchFilter } from '@modelkeep/catalog/contract/watches'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { QueryError } from '@modelkeep/catalog/query/query-error'
import { defaultMilestones } from '@modelkeep/catalog/watches/milestones'
import { refuseDestination, type DestinationRules } from './destination-rules.js'
import { splitDestination, type DestinationSecrets } from './destination-secrets.js'
import { readListQuery, unsuitableParameter } from './events/matching-models.js'
import type { NewWatchRow } from './queries/watch-rows.js'
import type { SecretBox } from './secret-box.js'
import { WatchRefused } from './watch-refused.js'

/** `secret`: of a webhook, to be shown once; null for other destinations. @throws WatchRefused */
export function newWatchRow(
  watch: NewWatch,
  source: Watch['source'],
  { box, rules }: { box: SecretBox | null; rules: DestinationRules },
): { row: NewWatchRow; secret: string | null } {
  refuseDestination(watch.destination, rules)
  const { name, grouping, milestones } = watch
  const filter = checkedFilter(watch.filter)
  const { shown: destination, secrets, newSecret } = splitDestination(watch.destination)
  const days = [...new Set(milestones ?? defaultMilestones(filter))]
  return {
    row: { name, filter, milestones: days, grouping, destination, secrets: sealedSecrets(secrets, box), source },
    secret: newSecret,
  }
}

/** @throws WatchRefused */
export function sealedSecrets(secrets: DestinationSecrets | null, box: SecretBox | null): Buffer | null {
  if (secrets === null) return null
  if (box === null)
    throw new WatchRefused(
      409,
      'this destination has a secret, and WATCH_SECRET_KEY is not set; set it to 32 random bytes in base64, such as from `openssl rand -base64 32`',
    )
  return box.seal(JSON.stringify(secrets))
}

/** @throws WatchRefused naming what is wrong with the query */
export function checkedFilter(filter: WatchFilter): WatchFilter {
  const { query, ...others } = filter
  refuseKindsWithoutPrices(filter)
  refuseModelsOfOthers(filter)
  if (query === undefined) return filter
  const [other] = Object.keys(others)
  if (other !== undefined) throw new WatchRefused(400, `filter: query cannot be combined with ${other}`)
  const unsuitable = unsuitableParameter(query)
  if (unsuitable !== null) throw new WatchRefused(400, `filter.query: ${unsuitable} has no meaning in a watch`)
  try {
    readListQuery(query)
  } catch (error) {
    if (error instanceof QueryError) throw new WatchRefused(400, `filter.query: ${error.message}`)
    throw error
  }
  return filter
}

function refuseKindsWithoutPrices({ kind, direction, min_percent: minPercent }: WatchFilter): void {
  const priceOnly = direction !== undefined ? 'direction' : minPercent !== undefined ? 'min_percent' : null
  const other = kind === undefined ? undefined : [kind].flat().find((one) => one !== 'price_changed')
  if (priceOnly === null || other === undefined) return
  throw new WatchRefused(
    400,
    `filter.kind: ${other} never matches together with ${priceOnly}, which is about prices only`,
  )
}

function refuseModelsOfOthers({ model, author }: WatchFilter): void {
  if (model === undefined || author === undefined) return
  const authors = new Set([author].flat().map((one) => one.toLowerCase()))
  const other = [model].flat().find((id) => !authors.has(authorOf(id).toLowerCase()))
  if (other !== undefined)
    throw new WatchRefused(
      400,
      `filter.model: ${other} is not by ${[...authors].join(' or ')}; leave out filter.author`,
    )
}
