import { useMemo } from 'react'
import { momentOf, pastOf } from '../../shared/api/historical.js'
import { useCatalogueOf } from '../../shared/api/use-historical-catalogue.js'
import { AbsentModel } from './absent-model.js'
import { ModelArticle } from './model-article.js'
import { useModelSearch } from './use-model-search.js'
import { ModelSkeleton } from './model-skeleton.js'
import { namesOf } from './model-names.js'
import { PastModelBanner } from './historical-model-banner.js'
import { Unreachable } from './unreachable.js'
import { useViewTitle } from './use-view-title.js'

/** One model, now or as it was at the moment that its URL says, or why there is none to be seen. `titleId` is given to its heading. */
export function ModelView({ id, titleId }: { id: string; titleId: string }) {
  const search = useModelSearch()
  const past = useMemo(() => pastOf(search), [search])
  const { view, error, retry } = useCatalogueOf(past)
  const model = view?.byId.get(id)
  useViewTitle(model !== undefined ? namesOf(model).title : view === null ? id : null)
  const shown = { id, titleId }
  const banner = past?.asOf !== undefined && <PastModelBanner id={id} asOf={past.asOf} isThere={model !== undefined} />
  if (model !== undefined)
    return (
      <ModelArticle
        key={id}
        model={model}
        titleId={titleId}
        isModel={(one) => view?.byId.has(one) === true}
        at={momentOf(search) ?? undefined}
        notice={banner}
      />
    )
  return (
    <>
      {banner}
      {view !== null ? (
        <AbsentModel key={id} {...shown} view={view} asOf={past?.asOf} />
      ) : error !== null ? (
        <Unreachable {...shown} error={error} retry={retry} />
      ) : (
        <ModelSkeleton {...shown} />
      )}
    </>
  )
}
