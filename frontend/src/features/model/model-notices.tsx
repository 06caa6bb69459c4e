import { dayLabel } from '@modelkeep/catalog/model/day-label'
import { expiryOf } from '@modelkeep/catalog/model/expiry'
import type { Model } from '@modelkeep/catalog/model/model'
import { IconAlertTriangle, IconArrowForwardUp } from '../../shared/ui/icons.js'
import { daysUntil } from '../../shared/ui/dates.js'
import { ClosestReplacements } from './alternatives/closest-replacements.js'
import { ModelLink } from './model-link.js'
import { Notice } from './notice.js'

interface ModelNoticesProps {
  model: Model
  /** Unix milliseconds. */
  now: number
  isModel: (id: string) => boolean
  /** The catalogue, for replacements. */
  models: readonly Model[]
}

/** Warns that a model expires, with replacements, and says which model an alias points to. */
export function ModelNotices({ model, now, isModel, models }: ModelNoticesProps) {
  const warning = expiryWarning(model, now)
  const target = model.alias_target
  return (
    <>
      {warning !== null && (
        <Notice kind="warning" icon={<IconAlertTriangle size={18} />}>
          {warning}
          <ClosestReplacements model={model} models={models} />
        </Notice>
      )}
      {target !== undefined && (
        <Notice kind="note" icon={<IconArrowForwardUp size={18} />}>
          This is an alias. It currently points to{' '}
          {target.slug !== undefined && isModel(target.slug) ? (
            <ModelLink id={target.slug}>{target.name ?? target.slug}</ModelLink>
          ) : (
            <strong>{target.name ?? target.slug ?? 'an unnamed model'}</strong>
          )}
          .
        </Notice>
      )}
    </>
  )
}

/** null when the model does not expire. */
export function expiryWarning(model: Pick<Model, 'expiration_date'>, now: number): string | null {
  const day = expiryOf(model)
  const days = daysUntil(day, now)
  if (days === null || day === null) return null
  if (days < 0) return `This model expired on ${dayLabel(day)} and may be removed at any time.`
  if (days === 0) return 'This model expires today.'
  return `This model expires on ${dayLabel(day)}, in ${days === 1 ? '1 day' : `${days} days`}.`
}
