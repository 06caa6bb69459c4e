import { IncomingMessage, ServerResponse } from 'node:http'
import type { Express } from 'express'

/**
 * The classes of a server's requests and answers. Express makes each of both its own by changing its prototype, which V8 pays for
 * dearly: Node 20 answers a fifth as many, and what was changed so lives until the next full collection. What has that prototype already
 * is left alone; so all are made with it.
 */
export interface Messages {
  /** For `createServer`. */
  readonly classes: { readonly IncomingMessage: typeof IncomingMessage; readonly ServerResponse: typeof ServerResponse }
  /** Makes them those of an application too, which may be loaded when there have been some already. `own`: Express's own prototypes. */
  adopt(app: Express, own: Pick<Express, 'request' | 'response'>): void
}

export function createMessages(): Messages {
  class Request extends IncomingMessage {}
  class Response<Asked extends IncomingMessage = IncomingMessage> extends ServerResponse<Asked> {}
  return {
    classes: { IncomingMessage: Request, ServerResponse: Response },
    adopt: (app, { request, response }) => {
      Object.assign(Object.setPrototypeOf(Request.prototype, request), { app })
      Object.assign(Object.setPrototypeOf(Response.prototype, response), { app })
      Object.assign(app, { request: Request.prototype, response: Response.prototype })
    },
  }
}
