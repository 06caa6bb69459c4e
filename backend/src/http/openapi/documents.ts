import { createCachedResponse, type CachedResponse } from '../response/cached-response.js'
import { llmsText } from './llms-text.js'

/** The contract as the program serves it. Made on first use: that takes about 100 ms, which a start must not wait for. */
export interface ContractDocuments {
  /** As in `contracts/openapi.json`. */
  openapi(): Promise<CachedResponse>
  /** `/llms.txt`: a short form for AI agents. */
  llms(): Promise<CachedResponse>
}

export function createContractDocuments(): ContractDocuments {
  let openapi: CachedResponse | undefined
  let llms: CachedResponse | undefined
  const load = async () => (await import('./contract.js')).createContract()
  return {
    openapi: async () => (openapi ??= createCachedResponse(JSON.stringify(await load()), null)),
    llms: async () =>
      (llms ??= createCachedResponse(llmsText(await load()), null, { contentType: 'text/plain; charset=utf-8' })),
  }
}
