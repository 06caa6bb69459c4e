import type { Router } from 'express'
import { createCachedResponse, type CachedResponse } from '../response/cached-response.js'
import { urlOf, type HttpContext } from '../context.js'
import { llmsText } from '../openapi/llms-text.js'
import { getOnly } from '../methods.js'
import { createContract } from '../openapi/contract.js'
import { refuseParameters } from '../query-string.js'

/** The contract, as it is committed to `contracts/openapi.json`, and what agents are told of it. */
export function contractRoutes(router: Router, ctx: HttpContext): void {
  // Made when somebody asks: it takes some 100 ms, which the start has not got.
  serve('/api/openapi.json', () => createCachedResponse(JSON.stringify(createContract()), null))
  serve('/llms.txt', () =>
    createCachedResponse(llmsText(createContract()), null, { contentType: 'text/plain; charset=utf-8' }),
  )

  function serve(path: string, make: () => CachedResponse): void {
    let entry: CachedResponse | undefined
    getOnly(router, ctx, path, async (req, res) => {
      refuseParameters(urlOf(req))
      entry ??= make()
      ctx.writer.write(req, res, entry, 'miss')
    })
  }
}
