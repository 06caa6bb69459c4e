import { IconArchive } from '../../shared/ui/icons.js'
import { useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { dateLabel } from '../../shared/ui/dates.js'
import { ModelLink } from './model-link.js'
import { nearestModels } from './nearest-models.js'
import classes from './removed-notice.module.css'
import { useHistory } from './history/use-history.js'

const maxShown = 4

/** Says when a model was removed, and suggests similar ones. `view`: the catalogue that does not contain it. */
export function RemovedNotice({ id, removedAt, view }: { id: string; removedAt: string; view: CatalogueView }) {
  const nearest = useMemo(() => nearestModels(view, id).slice(0, maxShown), [view, id])
  const lastSeen = useHistory(id, true).data?.last_seen ?? null
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
        {nearest.length > 0 && (
          <p className={classes.nearest}>
            Similar models:{' '}
            {nearest.map((model, place) => (
              <span key={model.id}>
                {place > 0 && ', '}
                <ModelLink id={model.id}>{model.name.trim() || model.id}</ModelLink>
              </span>
            ))}
          </p>
        )}
      </div>
    </section>
  )
}
