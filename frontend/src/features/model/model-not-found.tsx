import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { ModelLink } from './model-link.js'
import classes from './model-states.module.css'
import { nearestModels } from './nearest-models.js'

interface ModelNotFoundProps {
  id: string
  titleId: string
  /** The catalogue that does not contain it. */
  view: CatalogueView
  /** The time of that catalogue; absent: now. */
  asOf?: string | undefined
}

/** No model has this id: suggests similar ones. */
export function ModelNotFound({ id, view, titleId, asOf }: ModelNotFoundProps) {
  const nearest = useMemo(() => nearestModels(view, id), [view, id])
  return (
    <div className={classes.state}>
      <h1 id={titleId}>Model not found</h1>
      <p>
        None of the {view.models.length.toLocaleString('en-US')} models in the catalogue
        {asOf !== undefined && ' at that time'} {asOf === undefined ? 'has' : 'had'} the id <code>{id}</code>.
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
