import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import type { CatalogueEntry } from '../../catalogue/catalogue-entry.js'
import { mapInSlices } from '../../lib/time-slices.js'
import { cdata, escapeHtml, escapeTags, escapeXml } from '../../lib/xml-text.js'
import type { ComputedResponse } from '../route.js'
import { respondToQuery, type ModelServices } from './model-responses.js'
import { queryView, type BodySource } from './models.js'

const contentType = 'application/rss+xml; charset=utf-8'
const site = 'https://openrouter.ai'

/** Matching models as RSS 2.0, newest first unless sorted otherwise. */
export function respondWithRss(services: ModelServices, query: ListQuery): Promise<ComputedResponse> {
  return respondToQuery(services, { query, body: (source) => rssBody(source, query), contentType })
}

async function rssBody(source: BodySource, query: ListQuery): Promise<string> {
  const { view } = source
  const { positions } = queryView(source, { ...query, sort: query.sort ?? 'newest' })
  const items = await mapInSlices(positions, (position) => rssItem(view.catalogue.entries[position]!, query))
  const created = view.catalogue.entries.map(({ model }) => model.created ?? 0)
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
    <channel>
        <title>OpenRouter Models</title>
        <link>${site}/models</link>
        <description>The newest AI models at OpenRouter</description>
        <lastBuildDate>${httpDate(created.reduce((newest, seconds) => Math.max(newest, seconds), 0))}</lastBuildDate>
        <docs>https://validator.w3.org/feed/docs/rss2.html</docs>
        <generator>Modelkeep</generator>
        <copyright>OpenRouter</copyright>
${items.join('')}    </channel>
</rss>`
}

/** A description is HTML, and a title is shown as such by some readers. Upstream's are plain text or Markdown. */
function rssItem({ id, model }: CatalogueEntry, { use_rss_chat_links: chatLinks }: ListQuery): string {
  const link = chatLinks ? `${site}/chat?models=${encodeURIComponent(id)}` : `${site}/${id}`
  return `        <item>
            <title>${cdata(escapeTags(model.name.trim()))}</title>
            <link>${escapeXml(link)}</link>
            <guid isPermaLink="false">${escapeXml(id)}</guid>
            <pubDate>${httpDate(model.created ?? 0)}</pubDate>
            <description>${cdata(escapeHtml(model.description ?? ''))}</description>
        </item>
`
}

/** Unix seconds in. */
function httpDate(seconds: number): string {
  return new Date(seconds * 1000).toUTCString()
}
