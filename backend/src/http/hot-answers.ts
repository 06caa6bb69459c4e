import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Snapshot } from '../snapshot/snapshot.js'
import { answerFromSnapshot, firstSnapshot, lookBehindStale, urlOf, type HttpContext } from './context.js'
import { modelAnswer, type Family } from './bodies/models.js'
import { modelRoots, questions, type Question } from './model-questions.js'
import { isAboutThePast } from './bodies/historical-models.js'
import { HttpProblem } from './response/problem.js'
import { quoted } from './request-target.js'

/** Answers a request at once, without Express, or returns false; before there is a snapshot, as soon as there is one: then it rejects as it throws. */
export type HotAnswers = (req: IncomingMessage, res: ServerResponse) => boolean | Promise<void>

/** Below a model there is more than the model: its history, its endpoints. */
const belowModels = /\/(?:history|endpoints)$/

/**
 * What is asked for most and needs nothing but the snapshot: lists, counts, facets, and models that there are. Whatever it does not
 * know is for the routes, which answer with the same functions.
 *
 * @throws QueryError, as the routes do
 */
export function createHotAnswers(ctx: HttpContext): HotAnswers {
  return (req, res) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return false
    const snapshot = ctx.snapshots.current()
    const url = urlOf(req)
    const end = url.indexOf('?')
    const path = end === -1 ? url : url.slice(0, end)
    const read = questions.get(path)
    if (read !== undefined) {
      const question = read(url)
      if (isAboutThePast(question.query)) return false
      if (snapshot === null) return firstSnapshot(ctx).then((first) => answerQuestion(ctx, req, res, first, question))
      answerQuestion(ctx, req, res, snapshot, question)
      return true
    }
    if (snapshot === null || end !== -1 || belowModels.test(path)) return false
    const found = modelRoots.find(({ root }) => path.startsWith(root))
    if (found === undefined) return false
    const id = decodeURIComponent(path.slice(found.root.length))
    if (!snapshot.catalogue.byId.has(id)) return false
    answerModel(ctx, req, res, snapshot, { ...found, id })
    return true
  }
}

export function answerQuestion(
  ctx: HttpContext,
  req: IncomingMessage,
  res: ServerResponse,
  snapshot: Snapshot,
  question: Question,
): void {
  const content = question.build({ view: ctx.views(snapshot.catalogue), now: ctx.clock.now() })
  answerFromSnapshot(ctx, req, res, snapshot, content, question)
}

/** @throws HttpProblem 404 */
export function answerModel(
  ctx: HttpContext,
  req: IncomingMessage,
  res: ServerResponse,
  snapshot: Snapshot,
  { family, id }: { family: Family; id: string },
): void {
  const entry = snapshot.catalogue.byId.get(id)
  if (entry === undefined) lookBehindStale(ctx) // it may be there by now
  if (entry === undefined) throw new HttpProblem(404, `there is no model ${quoted(id)}`)
  answerFromSnapshot(ctx, req, res, snapshot, modelAnswer(family, entry))
}
