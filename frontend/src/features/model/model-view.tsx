import { useCatalogue } from '../../api/use-catalogue.js'
import { ModelArticle } from './model-article.js'
import { ModelNotFound } from './model-not-found.js'
import { ModelSkeleton } from './model-skeleton.js'
import { namesOf } from './model-names.js'
import { Unreachable } from './unreachable.js'
import { useViewTitle } from './use-view-title.js'

/** One model, or why there is none to be seen. `titleId` is given to its heading. */
export function ModelView({ id, titleId }: { id: string; titleId: string }) {
  const { view, error, retry } = useCatalogue()
  const model = view?.byId.get(id)
  useViewTitle(model === undefined ? (view === null ? id : 'No such model') : namesOf(model).title)
  if (model !== undefined) return <ModelArticle key={id} model={model} titleId={titleId} isModel={(one) => view?.byId.has(one) === true} />
  if (view !== null) return <ModelNotFound id={id} view={view} titleId={titleId} />
  if (error !== null) return <Unreachable id={id} titleId={titleId} error={error} retry={retry} />
  return <ModelSkeleton id={id} titleId={titleId} />
}
