import type { Model } from '@modelkeep/catalog/model/model'
import { dateLabel } from '../../shared/ui/dates.js'
import { IconArchive } from '../../shared/ui/icons.js'
import { ClosestReplacements } from './alternatives/closest-replacements.js'
import { useHistory } from '../../shared/chart/use-history.js'
import classes from './removed-notice.module.css'

interface RemovedNoticeProps {
  /** In its last known state. */
  model: Model
  removedAt: string
  /** The catalogue that does not contain it. */
  models: readonly Model[]
}

/** Says when a model was removed, and suggests replacements. */
export function RemovedNotice({ model, removedAt, models }: RemovedNoticeProps) {
  const lastSeen = useHistory(model.id, true).data?.last_seen ?? null
  return (
    <section className={classes.notice} aria-label="Removed">
      <IconArchive size={18} stroke={1.8} />
      <div>
        <p>
          <strong>
            Removed on <time dateTime={removedAt}>{dateLabel(Date.parse(removedAt) / 1000)}</time>
            {lastSeen !== null && lastSeen < removedAt && (
              <>
                ; last seen <time dateTime={lastSeen}>{dateLabel(Date.parse(lastSeen) / 1000)}</time>
              </>
            )}
            .
          </strong>{' '}
          OpenRouter no longer offers this model. Showing its last known state.
        </p>
        <ClosestReplacements model={model} models={models} />
      </div>
    </section>
  )
}
