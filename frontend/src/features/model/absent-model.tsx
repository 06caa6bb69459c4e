import type { Model } from '@modelkeep/catalog/model/model'
import { useQuery } from '@tanstack/react-query'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { momentOf, pastPath } from '../../shared/api/historical.js'
import { getJson } from '../../shared/api/problem.js'
import { ModelArticle } from './model-article.js'
import { namesOf } from './model-names.js'
import { ModelNotFound } from './model-not-found.js'
import { ModelSkeleton } from './model-skeleton.js'
import { RemovedNotice } from './removed-notice.js'
import { useViewTitle } from './use-view-title.js'

interface AbsentModelProps {
  id: string
  titleId: string
  /** The catalogue in which it is not. */
  view: CatalogueView
  /** Of which moment that is; absent: now. */
  asOf: string | undefined
}

type RemovedModel = Model & { removed_at: string }

/** A model that is not in the catalogue: as it last was where it has been there, else those that may have been meant. */
export function AbsentModel({ id, titleId, view, asOf }: AbsentModelProps) {
  const { data: model, isLoading } = useRemovedModel(id, asOf)
  useViewTitle(isLoading ? id : model ? `${namesOf(model).title} (removed)` : 'No such model')
  if (isLoading) return <ModelSkeleton id={id} titleId={titleId} />
  if (!model) return <ModelNotFound id={id} view={view} titleId={titleId} asOf={asOf} />
  const at = momentOf({ as_of: asOf ?? '' }) ?? undefined
  return (
    <ModelArticle
      model={model}
      titleId={titleId}
      isModel={(one) => view.byId.has(one)}
      at={at}
      isPresent={false}
      notice={<RemovedNotice id={id} removedAt={model.removed_at} view={view} />}
    />
  )
}

/** null: no model of that id has been there. */
function useRemovedModel(id: string, asOf: string | undefined) {
  const path = pastPath({ ...(asOf !== undefined && { asOf }), removed: true }, id)
  return useQuery({
    queryKey: ['removed model', path],
    queryFn: async ({ signal }) =>
      (await getJson<{ data: RemovedModel[] }>(path, { signal })).data.find(
        (model) => model.id === id && typeof model.removed_at === 'string',
      ) ?? null,
    // What is no id at all is refused.
    enabled: /^~?[\w][\w.-]*\/[\w][\w.+@-]*(?::[\w.-]+)?$/.test(id),
    staleTime: 300_000,
    structuralSharing: false,
    retry: false,
  })
}
