import type { Router } from 'express'
import { createEntry, type Entry } from '../entry.js'
import { urlOf, type HttpContext } from '../context.js'
import { llmsText } from '../openapi/llms-text.js'
import { getOnly } from '../methods.js'
import { createContract } from '../openapi/contract.js'
import { refuseParameters } from '../query-string.js'

/** The contract, as it is committed to `contracts/openapi.json`, and what agents are told of it. */
export function contractRoutes(router: Router, ctx: HttpContext): void {
  // Made when somebody asks: it takes some 100 ms, which the start has not got.
  serve('/api/openapi.json', () => createEntry(JSON.stringify(createContract()), null))
  serve('/llms.txt', () => createEntry(llmsText(createContract()), null, { contentType: 'text/plain; charset=utf-8' }))

  function serve(path: string, make: () => Entry): void {
    let entry: Entry | undefined
    getOnly(router, ctx, path, async (req, res) => {
      refuseParameters(urlOf(req))
      entry ??= make()
      ctx.writer.writeEntry(req, res, entry, 'miss')
    })
  }
}
