import type { IncomingMessage, RequestListener } from 'node:http'
import { loadOnce } from '../lib/load-once.js'
import type { HttpContext } from './context.js'
import { createErrorAnswer } from './response/error-response.js'
import { createHotAnswers } from './hot-answers.js'
import { HttpProblem } from './response/problem.js'
import { limitRate } from './limits/rate-limit.js'
import type { Messages } from './messages.js'
import type { RequestCounter } from './request-counter.js'
import { refuseBadTarget } from './request-target.js'
import { requestId } from './response/headers.js'

const longestPathLogged = 300

/**
 * Everything that is not answered from the response cache before it. What is asked for most does not get to Express, which has
 * more to do for each; nor does what Express could not make sense of. Express and its routes take
 * longer to load than a start may take: they are loaded behind the first answer.
 */
export function createApplication(ctx: HttpContext, counter: RequestCounter, messages: Messages): RequestListener {
  const answerHot = createHotAnswers(ctx)
  const answerError = createErrorAnswer(ctx)
  let express: RequestListener | undefined
  const loading = loadOnce(async (): Promise<RequestListener> => {
    const { createExpress } = await import('./express-application.js')
    return (express = createExpress(ctx, messages))
  })
  const loadBehind = (): void => {
    if (loading.started() === null) setImmediate(() => void loading.get().catch(() => {})) // who needs it is told what is wrong
  }
  return (req, res) => {
    const { method = '', url = '' } = req
    counter.other(req, res, performance.now(), (ms) => {
      const [path = ''] = url.split('?', 1)
      ctx.sync.events.emit('request', {
        id: requestId(req),
        method,
        path: path.slice(0, longestPathLogged),
        status: res.statusCode,
        ms,
      })
    })
    try {
      limitRate(ctx, req)
      refuseMalformed(req)
      const answered = answerHot(req, res)
      if (answered === true) return loadBehind()
      if (answered !== false)
        return void answered.then(loadBehind).catch((error: unknown) => answerError(error, req, res))
      if (express !== undefined) return express(req, res)
    } catch (error) {
      return answerError(error, req, res)
    }
    loading
      .get()
      .then((app) => app(req, res))
      .catch((error: unknown) => answerError(error, req, res))
  }
}

/** @throws HttpProblem 400 */
function refuseMalformed({ method, url = '', headers, httpVersion }: IncomingMessage): void {
  if (headers.host === undefined && httpVersion === '1.1') throw new HttpProblem(400, 'the Host header is missing')
  if (!(url === '*' && method === 'OPTIONS')) refuseBadTarget(url)
}
