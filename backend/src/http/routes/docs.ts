import type { Request, Response, Router } from 'express'
import type { HttpContext } from '../context.js'
import { getOnly } from '../methods.js'
import { HttpProblem } from '../response/problem.js'
import { quoted } from '../request-target.js'

/** Where the viewer of the contract is: no part of the contract itself. */
export const viewerPaths = ['/docs', '/docs/', '/docs/:file']

const notBuilt = 'the viewer has not been built: run `npm run build`; the contract itself is at /api/openapi.json'

/** The contract, for people. */
export function docsRoutes(router: Router, ctx: HttpContext): void {
  const write = async (req: Request, res: Response): Promise<void> => {
    const { file } = req.params
    const entry = file === 'index.html' ? null : await ctx.viewer(typeof file === 'string' ? file : 'index.html')
    if (entry === null)
      throw new HttpProblem(404, typeof file === 'string' ? `the viewer has no file ${quoted(file)}` : notBuilt)
    ctx.writer.write(req, res, entry, 'miss')
  }
  for (const path of viewerPaths) getOnly(router, ctx, path, write)
}
