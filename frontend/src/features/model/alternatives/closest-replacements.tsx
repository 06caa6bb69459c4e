import { closestReplacements } from '@modelkeep/catalog/alternatives/closest-replacements'
import type { Model } from '@modelkeep/catalog/model/model'
import { useId, useMemo } from 'react'
import classes from './alternatives.module.css'
import { missingText } from './capability-text.js'
import { ModelItem } from './model-item.js'

const maxShown = 4

/** Models that can take the place of one that is removed or expires, with what they lack. */
export function ClosestReplacements({ model, models }: { model: Model; models: readonly Model[] }) {
  const titleId = useId()
  const found = useMemo(() => closestReplacements(model, models, maxShown), [model, models])
  if (found.length === 0) return null
  return (
    <div className={classes.replacements}>
      <p id={titleId} className={classes.title}>
        Closest replacements
      </p>
      <ul className={classes.list} aria-labelledby={titleId}>
        {found.map(({ model: other, missing }) => (
          <ModelItem key={other.id} model={other}>
            {missing.length > 0 && <span className={classes.missing}>{missingText(missing)}</span>}
          </ModelItem>
        ))}
      </ul>
    </div>
  )
}
