import type { Router } from 'express'
import { createEntry } from '../entry.js'
import { urlOf, type HttpContext } from '../context.js'
import { getOnly } from '../methods.js'
import { createContract } from '../openapi.js'
import { refuseParameters } from '../query-string.js'

/** The contract, as it is committed to `contracts/openapi.json`. */
export function contractRoutes(router: Router, ctx: HttpContext): void {
  const entry = createEntry(JSON.stringify(createContract()), null)
  getOnly(router, ctx, '/api/openapi.json', async (req, res) => {
    refuseParameters(urlOf(req))
    ctx.writer.writeEntry(req, res, await entry, 'miss')
  })
}
