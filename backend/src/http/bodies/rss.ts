import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { Feed } from 'feed'
import type { CatalogueView } from './catalogue-view.js'
import { respondToQuery, type ModelServices } from './model-responses.js'
import { queryView } from './models.js'
import type { ComputedResponse } from '../route.js'
import { xmlText } from '../../lib/xml-text.js'

const contentType = 'application/rss+xml; charset=utf-8'
const site = 'https://openrouter.ai'

/** Matching models as RSS 2.0, newest first unless sorted otherwise. */
export function respondWithRss(services: ModelServices, query: ListQuery): Promise<ComputedResponse> {
  return respondToQuery(services, { query, body: ({ view, now }) => rssBody(view, query, now), contentType })
}

function rssBody(view: CatalogueView, query: ListQuery, now: number): string {
  const { positions } = queryView(view, { ...query, sort: query.sort ?? 'newest' }, now)
  const feed = new Feed({
    title: 'OpenRouter Models',
    description: 'The newest AI models at OpenRouter',
    id: `${site}/models`,
    link: `${site}/models`,
    copyright: 'OpenRouter',
    generator: 'Modelkeep',
    updated: new Date(newestOf(view.catalogue.entries.map(({ model }) => model.created ?? 0))),
  })
  for (const position of positions) {
    const { id, model } = view.catalogue.entries[position]!
    const link = query.use_rss_chat_links ? `${site}/chat?models=${encodeURIComponent(id)}` : `${site}/${id}`
    feed.addItem({
      title: xmlText(model.name.trim()),
      id,
      guid: id,
      link,
      description: xmlText(model.description ?? ''),
      date: new Date((model.created ?? 0) * 1000),
    })
  }
  return feed.rss2()
}

/** Unix seconds in, milliseconds out. */
function newestOf(created: readonly number[]): number {
  return created.reduce((newest, seconds) => Math.max(newest, seconds), 0) * 1000
}
