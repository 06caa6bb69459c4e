import type { Tier } from '@modelkeep/catalog/contract/api'
import * as z from 'zod'
import { contentHash } from '../catalogue/content.js'

/** One document of upstream, such as a model's endpoints, and where this copy of it was loaded from. Times are Unix milliseconds. */
export interface MirroredDocument {
  readonly path: string
  /** JSON, as it came but for white space. */
  readonly body: string
  readonly hash: string
  readonly tier: Exclude<Tier, 'seed'>
  readonly changedAt: number
  readonly confirmedAt: number
}

const shapes: readonly { path: RegExp; schema: z.ZodType; what: string }[] = [
  {
    path: /^providers$/,
    schema: z.looseObject({ data: z.array(z.looseObject({ name: z.string(), slug: z.string() })).min(1) }),
    what: 'providers',
  },
  {
    path: /^models\/.+\/endpoints$/,
    schema: z.looseObject({ data: z.looseObject({ id: z.string(), endpoints: z.array(z.looseObject({})) }) }),
    what: "a model's endpoints",
  },
]

/** What upstream sent is not what was asked for: the last good copy stays. */
export class BadDocument extends Error {
  override readonly name = 'BadDocument'
  readonly code = 'bad_document'
}

/** Checks the shape and nothing else; unknown fields stay. @throws BadDocument */
export function parseDocument(path: string, bytes: Buffer): { body: string; hash: string } {
  const shape = shapes.find((candidate) => candidate.path.test(path))
  if (shape === undefined) throw new BadDocument(`${path} is no document that is mirrored`)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new BadDocument(`what upstream sent for ${path} is not JSON`, { cause })
  }
  const parsed = shape.schema.safeParse(value)
  if (!parsed.success)
    throw new BadDocument(
      `what upstream sent for ${path} is not ${shape.what}: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`,
    )
  const body = JSON.stringify(value)
  return { body, hash: contentHash(body) }
}
