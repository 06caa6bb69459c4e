import type { RequestListener } from 'node:http'
import { loadOnce } from '../lib/load-once.js'
import type { RouterParts } from './router.js'

/** The router, loaded with the first request that needs it: loading Express would double the time of a start. */
export function createLateRouter(parts: RouterParts): RequestListener {
  let router: RequestListener | undefined
  const loading = loadOnce(async () => {
    const { createRouter } = await import('./router.js')
    return (router = createRouter(parts))
  })
  return (req, res) => {
    if (router !== undefined) return router(req, res)
    loading
      .get()
      .then((loaded) => loaded(req, res))
      .catch((error: unknown) => parts.writeError(error, req, res))
  }
}
