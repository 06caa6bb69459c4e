import { IncomingMessage, ServerResponse } from 'node:http'
import type { Express } from 'express'

/**
 * The request and response classes of the server. Express calls `Object.setPrototypeOf` on every request and response
 * (https://github.com/expressjs/express, lib/application.js, `app.handle`), which makes V8 on Node 20 deoptimise them: a fifth of the
 * throughput. An object that already has the right prototype is left alone, so the server creates them with it. Remove this file when
 * Node 20 is no longer supported.
 */
export interface Messages {
  /** For `createServer`. */
  readonly classes: { readonly IncomingMessage: typeof IncomingMessage; readonly ServerResponse: typeof ServerResponse }
  /** Makes them the classes of an Express application, which may be loaded later. `own`: Express's prototypes. */
  adopt(app: Express, own: Pick<Express, 'request' | 'response'>): void
}

export function createMessages(): Messages {
  class Request extends IncomingMessage {}
  class Response<Req extends IncomingMessage = IncomingMessage> extends ServerResponse<Req> {}
  return {
    classes: { IncomingMessage: Request, ServerResponse: Response },
    adopt: (app, { request, response }) => {
      Object.assign(Object.setPrototypeOf(Request.prototype, request), { app })
      Object.assign(Object.setPrototypeOf(Response.prototype, response), { app })
      Object.assign(app, { request: Request.prototype, response: Response.prototype })
    },
  }
}
