import type { Tier } from '@modelkeep/catalog/contract/health'
import * as z from 'zod'
import { contentHash } from '../catalogue/content.js'

/** A copy of one upstream document, such as a model's endpoints. Times are Unix milliseconds. */
export interface UpstreamDocument {
  readonly path: string
  /** The JSON as received, without insignificant white space. */
  readonly body: string
  readonly hash: string
  readonly tier: Exclude<Tier, 'seed'>
  readonly changedAt: number
  readonly confirmedAt: number
}

const shapes: readonly { path: RegExp; schema: z.ZodType; name: string }[] = [
  {
    path: /^providers$/,
    schema: z.looseObject({ data: z.array(z.looseObject({ name: z.string(), slug: z.string() })).min(1) }),
    name: 'a list of providers',
  },
  {
    path: /^models\/.+\/endpoints$/,
    schema: z.looseObject({ data: z.looseObject({ id: z.string(), endpoints: z.array(z.looseObject({})) }) }),
    name: "a model's endpoints",
  },
]

/** Upstream's response is not the requested document. */
export class BadDocument extends Error {
  override readonly name = 'BadDocument'
  readonly code = 'bad_document'
}

/** Checks the required fields; all others pass through. @throws BadDocument */
export function parseDocument(path: string, bytes: Buffer): { body: string; hash: string } {
  const shape = shapes.find((candidate) => candidate.path.test(path))
  if (shape === undefined) throw new BadDocument(`${path} is not a mirrored document`)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new BadDocument(`upstream's response for ${path} is not JSON`, { cause })
  }
  const parsed = shape.schema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const problem = `${issue?.path.join('.')}: ${issue?.message}`
    throw new BadDocument(`upstream's response for ${path} is not ${shape.name}: ${problem}`)
  }
  const body = JSON.stringify(value)
  return { body, hash: contentHash(body) }
}
