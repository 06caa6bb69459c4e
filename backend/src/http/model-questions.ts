import { parseParameters } from '@modelkeep/catalog/query/query-error'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import type { Content } from '../catalogue/content.js'
import {
  countAnswer,
  dependsOnTime,
  facetsAnswer,
  listAnswer,
  official,
  parseFor,
  plain,
  type Asked,
  type Family,
} from './bodies/models.js'
import { embeddingsPageSchema } from './bodies/paging.js'
import { parseQueryString } from './query-string.js'
import { rssAnswer } from './bodies/rss.js'

/** What was asked about the models, and how to answer it from any catalogue. */
export interface Question {
  query: ListQuery
  build(asked: Asked): Content | string
  contentType?: string
  /** false: the answer is true of this moment only. */
  cached: boolean
}

/** Takes the raw URL. @throws QueryError */
export type ReadQuestion = (url: string) => Question

/** By path: the list, its count and its facets, under `/api` and, as OpenRouter's clients ask for them, under `/api/v1`. */
export const questions: ReadonlyMap<string, ReadQuestion> = new Map(
  Object.entries<ReadQuestion>({
    '/api/models': (url) => readList(plain, url),
    '/api/models/count': (url) => readCount(plain, url),
    '/api/facets': readFacets,
    '/api/v1/models': (url) => readList(official, url),
    '/api/v1/models/count': (url) => readCount(official, url),
    '/api/v1/embeddings/models': readEmbeddings,
  }),
)

const rss = 'application/rss+xml; charset=utf-8'

function readList(family: Family, url: string): Question {
  const query = parseFor(family, parseQueryString(url))
  if (query.use_rss) return { ...questionOf(query, ({ view, now }) => rssAnswer(view, query, now)), contentType: rss }
  return questionOf(query, (asked) => listAnswer(family, asked, query))
}

function readCount(family: Family, url: string): Question {
  const query = parseFor(family, parseQueryString(url))
  return questionOf(query, (asked) => countAnswer(asked, query))
}

function readFacets(url: string): Question {
  const query = parseFor(plain, parseQueryString(url))
  return questionOf(query, (asked) => facetsAnswer(asked, query))
}

function readEmbeddings(url: string): Question {
  const query: ListQuery = {
    ...parseParameters(embeddingsPageSchema, parseQueryString(url)),
    output_modalities: ['embeddings'],
  }
  return questionOf(query, (asked) => listAnswer(official, asked, query))
}

function questionOf(query: ListQuery, build: Question['build']): Question {
  return { query, build, cached: !dependsOnTime(query) }
}

/** Where one model is found: what follows is its id, raw or percent-encoded. */
export const modelRoots: readonly { root: string; family: Family }[] = [
  { root: '/api/models/', family: plain },
  { root: '/api/v1/models/', family: official },
  { root: '/api/v1/model/', family: official },
]
