import { REJECTION_NOTE } from '@modelkeep/catalog/query/parameter-types'
import * as z from 'zod'

export type JsonSchema = { type: 'object'; [keyword: string]: unknown }

/**
 * The JSON Schema (2020-12) of arguments or of structured content. A parameter of a route is shown as the contract shows it: an integer,
 * not the text that a URL carries.
 */
export function jsonSchemaOf(schema: z.ZodObject): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => tidy(jsonSchema),
  })
  return json as JsonSchema
}

/** Applies the `override` that schemas carry for the contract, and leaves out what an agent does not need. */
function tidy(node: Record<string, unknown>): void {
  const { override } = node
  delete node['override']
  delete node['example']
  for (const [keyword, value] of Object.entries((override as Record<string, unknown> | undefined) ?? {}))
    if (value === undefined) delete node[keyword]
    else node[keyword] = value
  if (typeof node['description'] === 'string')
    node['description'] = node['description'].replace(REJECTION_NOTE, '').trim()
}
