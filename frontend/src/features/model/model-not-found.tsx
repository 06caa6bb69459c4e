import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { CatalogueView } from '../../api/catalogue-view.js'
import { ModelLink } from './model-link.js'
import classes from './model-states.module.css'
import { nearestModels } from './nearest-models.js'

/** No model has this id: it is named, with those that may have been meant. */
export function ModelNotFound({ id, view, titleId }: { id: string; view: CatalogueView; titleId: string }) {
  const nearest = useMemo(() => nearestModels(view, id), [view, id])
  return (
    <div className={classes.state}>
      <h1 id={titleId}>There is no such model</h1>
      <p>
        None of the {view.models.length.toLocaleString('en-US')} models in the catalogue has the id <code>{id}</code>. It may be spelt differently, or be gone.
      </p>
      {nearest.length > 0 && (
        <>
          <h2>Did you mean one of these?</h2>
          <ul className={classes.nearest}>
            {nearest.map((model) => (
              <li key={model.id}>
                <ModelLink id={model.id}>
                  <span>{model.name.trim() || model.id}</span>
                  <code>{model.id}</code>
                </ModelLink>
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <Link to="/">All models</Link>
      </p>
    </div>
  )
}
