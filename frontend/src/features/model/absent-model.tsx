import { typedModel } from '@modelkeep/catalog/model/typed-model'
import type { Model } from '@modelkeep/catalog/model/model'
import { useQuery } from '@tanstack/react-query'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { historicalPath, historicalTime } from '../../shared/api/historical.js'
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
  /** The catalogue that does not contain it. */
  view: CatalogueView
  /** The time of that catalogue; absent: now. */
  asOf: string | undefined
}

type RemovedModel = Model & { removed_at: string }

/** A model that is not in the catalogue: its last version when it was removed, else suggestions. */
export function AbsentModel({ id, titleId, view, asOf }: AbsentModelProps) {
  const { data: model, isLoading } = useRemovedModel(id, asOf)
  useViewTitle(isLoading ? id : model ? `${namesOf(model).title} (removed)` : 'Model not found')
  if (isLoading) return <ModelSkeleton id={id} titleId={titleId} />
  if (!model) return <ModelNotFound id={id} view={view} titleId={titleId} asOf={asOf} />
  const at = historicalTime(asOf === undefined ? {} : { as_of: asOf }) ?? undefined
  return (
    <ModelArticle
      model={model}
      titleId={titleId}
      isModel={(one) => view.byId.has(one)}
      at={at}
      isPresent={false}
      models={view.models}
      authorNames={view.authorNames}
      notice={<RemovedNotice model={model} removedAt={model.removed_at} models={view.models} />}
    />
  )
}

/** null: no model had that id. */
function useRemovedModel(id: string, asOf: string | undefined) {
  const path = historicalPath({ ...(asOf !== undefined && { asOf }), removed: true }, id)
  return useQuery({
    queryKey: ['removed model', path],
    queryFn: async ({ signal }) => {
      const { data } = await getJson<{ data: RemovedModel[] }>(path, { signal })
      const found = data.find((model) => model.id === id && typeof model.removed_at === 'string')
      return found === undefined ? null : typedModel(found)
    },
    // The service rejects malformed ids.
    enabled: /^~?[\w][\w.-]*\/[\w][\w.+@-]*(?::[\w.-]+)?$/.test(id),
    staleTime: 300_000,
    structuralSharing: false,
    retry: false,
  })
}
