import { loadOnce } from '../../lib/load-once.js'
import { createCachedResponse, type CachedResponse } from '../response/cached-response.js'
import { llmsText } from './llms-text.js'

/**
 * The contract as the program serves it. Made on first use, once: that takes about 100 ms, which a start must not wait for, nor each of
 * many first requests.
 */
export interface ContractDocuments {
  /** As in `contracts/openapi.json`. */
  openapi(): Promise<CachedResponse>
  /** `/llms.txt`: a short form for AI agents. */
  llms(): Promise<CachedResponse>
}

export function createContractDocuments(): ContractDocuments {
  const contract = loadOnce(async () => (await import('./contract.js')).createContract())
  const openapi = loadOnce(async () => createCachedResponse(JSON.stringify(await contract.get()), null))
  const llms = loadOnce(async () =>
    createCachedResponse(llmsText(await contract.get()), null, { contentType: 'text/plain; charset=utf-8' }),
  )
  return { openapi: openapi.get, llms: llms.get }
}
