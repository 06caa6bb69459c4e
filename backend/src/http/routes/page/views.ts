import { authorSummary } from '@modelkeep/catalog/authors/author-summary'
import { withoutRoutingSuffix } from '@modelkeep/catalog/model/model-id'
import type { Model } from '@modelkeep/catalog/model/model'
import type { Catalogue } from '../../../catalogue/catalogue.js'
import type { PageHead } from '../../page/page-head.js'
import {
  authorHead,
  changesHead,
  compareHead,
  comparisonHead,
  costHead,
  historicalModelHead,
  modelHead,
  searchHead,
  statusHead,
  unknownAuthorHead,
  unknownModelHead,
} from '../../page/view-heads.js'
import { HttpProblem } from '../../response/problem.js'
import { defineRoute, type Route } from '../../route.js'

interface ViewRequest {
  params: Readonly<Record<string, string>>
  search: URLSearchParams
  /** null: none is served yet. A view does not wait for it. */
  catalogue: Catalogue | null
}

/** The head of a view, and whether what it shows exists. null: the document as it was built. */
type HeadOf = (request: ViewRequest) => { head: PageHead; status?: 200 | 404 } | null

const maxCompared = 6

/** Every view is the same document with another head; the page reads its view from the URL. */
const views: Readonly<Record<string, HeadOf>> = {
  '/': listView,
  '/models': listView,
  '/models/{+id}': modelView,
  '/authors/{author}': authorView,
  '/compare': comparisonView,
  '/cost': () => ({ head: costHead }),
  '/status': () => ({ head: statusHead }),
  '/changes': () => ({ head: changesHead }),
}

export const viewRoutes: readonly Route[] = Object.entries(views).map(([path, headOf]) =>
  defineRoute({
    method: 'GET',
    path,
    query: 'ignored',
    responses: {},
    docs: null,
    access: 'public',
    cache: 'never',
    load: 'light',
    services: ['page', 'servedSnapshot'],
    handle: ({ params, url }, { page, servedSnapshot }) => {
      const { document, documents } = page
      if (document === null || documents === null)
        throw new HttpProblem(404, 'the page is not built: run `npm run build`; the API is available')
      const view = headOf({ params, search: searchOf(url), catalogue: servedSnapshot()?.catalogue ?? null })
      return view === null ? document : documents(view.head, view.status)
    },
  }),
)

/** Never fails: an address that the page cannot use is explained by the page. */
function searchOf(url: string): URLSearchParams {
  const start = url.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : url.slice(start))
}

function listView({ search }: ViewRequest): ReturnType<HeadOf> {
  const q = search.get('q')
  return q === null || q.trim() === '' ? null : { head: searchHead(q) }
}

function modelView({ params, search, catalogue }: ViewRequest): ReturnType<HeadOf> {
  const id = (params['id'] ?? '').replace(/\/+$/, '')
  if (!id.includes('/')) return null // an author: the page opens the list
  if (catalogue === null) return null
  const model = modelOf(catalogue, id)
  if (search.has('as_of')) return { head: model === undefined ? historicalModelHead(id) : modelHead(model) }
  return model === undefined ? { head: unknownModelHead(id), status: 404 } : { head: modelHead(model) }
}

function authorView({ params, catalogue }: ViewRequest): ReturnType<HeadOf> {
  if (catalogue === null) return null
  const author = params['author'] ?? ''
  const summary = authorSummary(
    catalogue.entries.map(({ model }) => model),
    author,
  )
  return summary === null ? { head: unknownAuthorHead(author), status: 404 } : { head: authorHead(summary) }
}

function comparisonView({ search, catalogue }: ViewRequest): ReturnType<HeadOf> {
  const ids = (search.get('ids') ?? '').split(',', maxCompared)
  const models = ids.map((id) => catalogue && modelOf(catalogue, id)).filter((model) => model != null)
  return { head: models.length === 0 ? compareHead : comparisonHead([...new Set(models)]) }
}

function modelOf({ byId }: Catalogue, id: string): Model | undefined {
  return (byId.get(id) ?? byId.get(withoutRoutingSuffix(id)))?.model
}
