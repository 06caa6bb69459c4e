import type { Model } from '@modelkeep/catalog/model/model'
import { IconAlertTriangle, IconArrowForwardUp } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { dayLabel, daysUntil } from '../../shared/ui/dates.js'
import classes from './model-notices.module.css'
import { ModelLink } from './model-link.js'

/** What one has to know before anything else: that it will be gone, or that it is another model's name. `now` in Unix milliseconds. */
export function ModelNotices({ model, now, isModel }: { model: Model; now: number; isModel: (id: string) => boolean }) {
  const warning = expiryWarning(model.expiration_date, now)
  const target = model.alias_target
  return (
    <>
      {warning !== null && (
        <Notice kind="warning" icon={<IconAlertTriangle size={18} aria-hidden />}>
          {warning}
        </Notice>
      )}
      {target !== undefined && (
        <Notice kind="note" icon={<IconArrowForwardUp size={18} aria-hidden />}>
          An alias: at present it stands for{' '}
          {target.slug !== undefined && isModel(target.slug) ? (
            <ModelLink id={target.slug}>{target.name ?? target.slug}</ModelLink>
          ) : (
            <strong>{target.name ?? target.slug ?? 'a model that is not named'}</strong>
          )}
          .
        </Notice>
      )}
    </>
  )
}

/** null where no end is planned. */
export function expiryWarning(day: string | null | undefined, now: number): string | null {
  const days = daysUntil(day, now)
  if (days === null || day == null) return null
  if (days < 0) return `It was to go on ${dayLabel(day)}, and may be gone at any time.`
  if (days === 0) return 'It may be gone from today on.'
  return `It goes on ${dayLabel(day)}: ${days === 1 ? '1 day' : `${days} days`} left.`
}

function Notice({ kind, icon, children }: { kind: 'warning' | 'note'; icon: ReactNode; children: ReactNode }) {
  return (
    <p className={classes.notice} data-kind={kind}>
      {icon}
      <span>{children}</span>
    </p>
  )
}
