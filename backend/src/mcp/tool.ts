import { tierSchema } from '@modelkeep/catalog/contract/health'
import * as z from 'zod'
import type { Freshness, RouteApi } from './route-api.js'

/** A tool as a value. It has no logic of its own: it requests routes, and shapes what they return for an agent. */
export interface Tool {
  /** In snake_case. */
  readonly name: string
  readonly title: string
  /** For the agent: what it does, and in which units. */
  readonly description: string
  /** Of the arguments. Each takes text, as in a URL; numbers, booleans and lists are converted to it. */
  readonly input: z.ZodObject
  /** Of the structured content. */
  readonly output: z.ZodObject
  /** @throws QueryError, HttpProblem and what else a route's handler throws */
  readonly run: (args: Readonly<Record<string, unknown>>, api: RouteApi) => Promise<ToolResult>
}

export interface ToolResult {
  readonly content: Readonly<Record<string, unknown>>
  /** The same in a few lines, for the agent to read. */
  readonly text: string
}

const metadataShape = {
  age_seconds: z.int().min(0).meta({ description: 'Seconds since upstream last confirmed this data' }),
  source: tierSchema,
}
const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Pass it as `cursor` for the next page; null on the last page' })

/** The schema of structured content with what every result has. */
export function withMetadata(content: z.ZodObject, { hasPages }: { hasPages: boolean }): z.ZodObject {
  return content.extend({ ...(hasPages && { next_cursor: nextCursor }), ...metadataShape })
}

export interface Shown {
  /** A few lines, without a line break at the end. */
  readonly text: string
  /** The cursor of the next page; null: there is none; absent: a tool without pages. */
  readonly next?: string | null | undefined
  readonly freshness: Freshness
}

/** A result with what every result has. */
export function result(content: object, { text, next, freshness }: Shown): ToolResult {
  const { ageSeconds, source } = freshness
  const more = next ? [`There is more: repeat the call with cursor "${next}".`] : []
  return {
    content: { ...content, ...(next !== undefined && { next_cursor: next }), age_seconds: ageSeconds, source },
    text: [text, ...more, `Source: ${source}, confirmed ${ageSeconds} s ago.`].join('\n'),
  }
}
