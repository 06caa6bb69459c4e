import { LRUCache } from 'lru-cache'
import { contentOf } from '../../catalogue/content.js'
import { createCachedResponse, type CachedResponse } from '../response/cached-response.js'
import { securityHeaders } from '../response/security-headers.js'
import { documentPolicy } from './document-policy.js'
import { headKey, type PageHead, withHead } from './page-head.js'

/** The page's document with the head of one view, ready to be written. */
export type PageDocuments = (head: PageHead, status?: 200 | 404) => CachedResponse

/** About 10 KB each, compressed forms included. */
const maxDocuments = 500

/**
 * Documents are cached by what their heads say, so a new snapshot makes none outdated: a changed model has another head. Script and
 * style are the same in all of them, and so is the policy.
 */
export function createPageDocuments(html: string): PageDocuments {
  const asset = { cacheControl: 'no-cache', security: securityHeaders(documentPolicy(html)) }
  const documents = new LRUCache<string, CachedResponse>({ max: maxDocuments })
  return (head, status = 200) => {
    const key = headKey(head, status)
    const known = documents.get(key)
    if (known !== undefined) return known
    const body = contentOf(Buffer.from(withHead(html, head)))
    const document = createCachedResponse(body, null, { status, contentType: 'text/html; charset=utf-8', asset })
    documents.set(key, document)
    return document
  }
}
