import type { DocumentStore } from '../../documents/document-store.js'
import { quoted } from '../request-target.js'
import { HttpProblem } from '../response/problem.js'
import type { ComputedResponse } from '../route.js'

/** A mirrored document, as upstream sent it. @throws HttpProblem 404 */
export async function respondWithDocument(documents: DocumentStore, path: string): Promise<ComputedResponse> {
  const document = await documents.get(path)
  if (document === null) throw new HttpProblem(404, `upstream has no document ${quoted(path)}`)
  return { body: document.body, basis: { kind: 'document', document } }
}
