import { withoutRoutingSuffix } from '@modelkeep/catalog/model/model-id'
import { useMemo } from 'react'
import { historicalOf, historicalTime } from '../../shared/api/historical.js'
import { useCatalogueOf } from '../../shared/api/use-historical-catalogue.js'
import { AbsentModel } from './absent-model.js'
import { HistoricalModelBanner } from './historical-model-banner.js'
import { ModelArticle } from './model-article.js'
import { namesOf } from './model-names.js'
import { ModelSkeleton } from './model-skeleton.js'
import { Unreachable } from './unreachable.js'
import { useModelSearch } from './use-model-search.js'
import { useViewTitle } from './use-view-title.js'

/** One model, now or as of the time in the URL, or the reason why it cannot be shown. `titleId` is the id of its heading. */
export function ModelView({ id, titleId }: { id: string; titleId: string }) {
  const search = useModelSearch()
  const historical = useMemo(() => historicalOf(search), [search])
  const { view, error, retry } = useCatalogueOf(historical)
  const model = view?.byId.get(id) ?? view?.byId.get(withoutRoutingSuffix(id))
  const asOf = historical?.asOf
  useViewTitle(model !== undefined ? namesOf(model).title : view === null ? id : null)
  const shared = { id, titleId }
  const banner = asOf !== undefined && <HistoricalModelBanner id={id} asOf={asOf} isPresent={model !== undefined} />
  if (model !== undefined)
    return (
      <ModelArticle
        key={id}
        model={model}
        titleId={titleId}
        isModel={(one) => view?.byId.has(one) === true}
        models={view?.models ?? []}
        authorNames={view?.authorNames}
        at={historicalTime(search) ?? undefined}
        notice={banner}
      />
    )
  return (
    <>
      {banner}
      {view !== null && <AbsentModel key={id} {...shared} view={view} asOf={asOf} />}
      {view === null && error !== null && <Unreachable {...shared} error={error} retry={retry} />}
      {view === null && error === null && <ModelSkeleton {...shared} />}
    </>
  )
}
