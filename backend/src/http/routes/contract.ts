import type { Router } from 'express'
import { createEntry, type Entry } from '../entry.js'
import { urlOf, type HttpContext } from '../context.js'
import { getOnly } from '../methods.js'
import { createContract } from '../openapi.js'
import { refuseParameters } from '../query-string.js'

/** The contract, as it is committed to `contracts/openapi.json`. */
export function contractRoutes(router: Router, ctx: HttpContext): void {
  let entry: Entry | undefined // made when somebody asks: it takes some 100 ms, which the start has not got
  getOnly(router, ctx, '/api/openapi.json', async (req, res) => {
    refuseParameters(urlOf(req))
    entry ??= createEntry(JSON.stringify(createContract()), null)
    ctx.writer.writeEntry(req, res, entry, 'miss')
  })
}
