import { createAdmission, thisEventLoop, type EventLoop } from './admission.js'
import type { RequestHead } from '../response/headers.js'
import type { HttpContext } from '../context.js'
import { createCachedResponse, type CachedResponse } from '../response/cached-response.js'
import { contentTypeFor, problemJson } from '../response/error-response.js'
import type { PageFiles } from '../page/page-files.js'
import { HttpProblem, problemBody } from '../response/problem.js'

export interface Overload {
  /** What a request is answered with at once for which there is no time: mostly that it is refused. null: there is time. */
  answerTo(asked: RequestHead & { readonly url?: string | undefined }): CachedResponse | null
}

const retryAfterSeconds = 2
/** An overload is over when nothing had to be refused for so long. */
const overAfterMs = 5_000

const refusal = new HttpProblem(
  503,
  `the service is asked for more than it can answer; ask again in ${retryAfterSeconds} s`,
  { headers: { 'Retry-After': String(retryAfterSeconds) } },
)

/**
 * Whatever has to be worked for may be refused while more is asked than can be answered. To be asked after the response cache: what is
 * there is always given. So are health and metrics, the page, which is ready bytes too, and the stream of changes, which bounds its readers.
 */
export function createOverload(
  ctx: Pick<HttpContext, 'page' | 'clock' | 'tally' | 'sync' | 'workedMs'>,
  loop: EventLoop = thisEventLoop(ctx.workedMs),
): Overload {
  const {
    page,
    clock,
    tally: { refused },
    sync: { events },
  } = ctx
  const admission = createAdmission(loop)
  const body = JSON.stringify(problemBody(refusal)) // made once: a refusal has to be much cheaper than an answer, and its id is in the header
  const entryOf = (contentType: string) =>
    createCachedResponse(body, null, {
      status: refusal.status,
      contentType,
      headers: Object.entries(refusal.headers).flat(),
    })
  const [asProblem, asJson] = [entryOf(problemJson), entryOf('application/json')]
  let telling = false

  /** Told when it begins and when it is over, not at each request: a flood must not become a flood of log lines. */
  async function tell(): Promise<void> {
    telling = true
    const before = refused.overload - 1
    events.emit('overload', { state: 'began', refused: 1 })
    for (let seen = before; seen !== refused.overload;) {
      seen = refused.overload
      await clock.sleep(overAfterMs)
    }
    telling = false
    events.emit('overload', { state: 'over', refused: refused.overload - before })
  }

  return {
    answerTo: (asked) => {
      const { method, url = '' } = asked
      if (isNeverRefused(url) || admission.admits()) return null
      const ready = method === 'GET' || method === 'HEAD' ? readyPart(page, url) : null
      if (ready !== null) return ready
      refused.overload++
      if (!telling) void tell()
      return contentTypeFor(asked) === problemJson ? asProblem : asJson
    },
  }
}

const isView = /^\/(?:compare|status|changes|models\/.+)?$/

/** Health and metrics, and the stream of changes: whoever reads it comes again by himself, but after a refusal never (HTML Living Standard, 9.2.3). */
function isNeverRefused(url: string): boolean {
  return /^\/(?:livez|readyz|health|metrics|api\/changes\/stream)(?:[/?]|$)/.test(url)
}

/** A file of the page, or the document that each of its views begins with. */
function readyPart({ files, document }: PageFiles, url: string): CachedResponse | null {
  const [path = ''] = url.split('?', 1)
  return files.get(path) ?? (isView.test(path) ? document : null)
}
