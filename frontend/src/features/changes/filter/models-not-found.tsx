import type { ChangesSearch } from '../../../shared/search/search-parameters.js'
import { withParameter } from './change-filter.js'
import classes from '../changes.module.css'
import { maxModels } from '../../../shared/subscribe/subscription-urls.js'
import type { FoundModels } from './find-models.js'

interface ModelsNotFoundProps {
  found: FoundModels
  search: ChangesSearch
  change: (to: ChangesSearch) => void
}

/** Shown instead of changes while the model filter stands for no models, or for too many. */
export function ModelsNotFound({ found, search, change }: ModelsNotFoundProps) {
  if (found.state === 'found') return null
  if (found.state === 'loading') return <div className={classes.skeleton} role="status" aria-label="Loading changes" />
  return (
    <div className={classes.state}>
      <p role="status">
        {found.state === 'none'
          ? `No model has “${found.text}” in its name or id. The complete id of a removed model works too.`
          : `“${found.text}” matches ${found.count} models, more than ${maxModels}. Type more of the name, or choose an author.`}
      </p>
      <p className={classes.drops}>
        <button type="button" className={classes.button} onClick={() => change(withParameter(search, 'model', ''))}>
          Remove the model filter
        </button>
      </p>
    </div>
  )
}
