import { Link, useLocation, useParams } from '@tanstack/react-router'
import { IconArrowLeft } from '../../shared/ui/icons.js'
import { useId } from 'react'
import { useModelSearch } from './use-model-search.js'
import { idOfPath } from './model-names.js'
import classes from './model-route.module.css'
import { ModelSheet } from './model-sheet.js'
import { ModelView } from './model-view.js'

/** One model: a sheet over the list it was opened from, or a page of its own. */
export function ModelRoute() {
  const { _splat = '' } = useParams({ strict: false })
  const list = useLocation({ select: ({ state }) => state.list })
  const id = idOfPath(_splat)
  return list === undefined ? <ModelPage id={id} /> : <ModelSheet id={id} list={list} />
}

function ModelPage({ id }: { id: string }) {
  const titleId = useId()
  return (
    <main id="main" tabIndex={-1} className={classes.page}>
      <Link to="/" search={useModelSearch()} className={classes.back}>
        <IconArrowLeft size={15} stroke={1.8} />
        All models
      </Link>
      <ModelView id={id} titleId={titleId} />
    </main>
  )
}
