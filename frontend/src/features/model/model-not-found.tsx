import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { ModelLink } from './model-link.js'
import classes from './model-states.module.css'
import { nearestModels } from './nearest-models.js'

interface ModelNotFoundProps {
  id: string
  titleId: string
  /** The catalogue in which it is not. */
  view: CatalogueView
  /** Of which moment that is; absent: now. */
  asOf?: string | undefined
}

/** No model has this id: it is named, with those that may have been meant. */
export function ModelNotFound({ id, view, titleId, asOf }: ModelNotFoundProps) {
  const nearest = useMemo(() => nearestModels(view, id), [view, id])
  return (
    <div className={classes.state}>
      <h1 id={titleId}>There {asOf === undefined ? 'is' : 'was'} no such model</h1>
      <p>
        None of the {view.models.length.toLocaleString('en-US')} models in the catalogue{' '}
        {asOf === undefined ? 'has' : 'of that moment had'} the id <code>{id}</code>. It may be spelt differently, or{' '}
        {asOf === undefined ? 'never have been there' : 'have come later'}.
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
