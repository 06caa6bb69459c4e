/**
 * Express 5 sets the prototype of every request and response (`Object.setPrototypeOf` in `app.handle`), which makes V8 on Node 20 and 22
 * several times slower. It leaves alone an object that already has the prototype, so the server creates its messages with it.
 */
import { IncomingMessage, ServerResponse } from 'node:http'
import type { Express } from 'express'

export interface Messages {
  /** For `createServer`. */
  readonly classes: { readonly IncomingMessage: typeof IncomingMessage; readonly ServerResponse: typeof ServerResponse }
  /** Gives these classes what Express adds to requests and responses. It may be loaded after the first messages. */
  adopt(app: Express, express: Pick<Express, 'request' | 'response'>): void
}

export function createMessages(): Messages {
  class Request extends IncomingMessage {}
  class Response<Message extends IncomingMessage = IncomingMessage> extends ServerResponse<Message> {}
  return {
    classes: { IncomingMessage: Request, ServerResponse: Response },
    adopt: (app, { request, response }) => {
      // Copied, and not put into the prototype chain: V8 would treat all messages from then on as another kind than those before.
      Object.defineProperties(Request.prototype, { ...Object.getOwnPropertyDescriptors(request), app: { value: app } })
      Object.defineProperties(Response.prototype, {
        ...Object.getOwnPropertyDescriptors(response),
        app: { value: app },
      })
      Object.assign(app, { request: Request.prototype, response: Response.prototype })
    },
  }
}
