/** A whole number up to 2^31 - 1. */
const largestInt32 = 2 ** 31 - 1
/** In characters: what the query string may have as a whole; and what the headers may, of which the path is the first line. */
const longest: Readonly<Record<string, number>> = { query: 8_192, path: 16_384, header: 16_384 }

type Node = Record<string, unknown>

/**
 * The contract with what holds of every number and every parameter, and which schemas need not say each for itself: the width of whole
 * numbers, and how long a text may be that a client sends. Changes it in place.
 */
export function withLimits<T extends object>(contract: T): T {
  visit(contract)
  return contract
}

function visit(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const node = value as Node
  if (node['type'] === 'integer') node['format'] = isInt32(node) ? 'int32' : 'int64'
  if (typeof node['in'] === 'string' && isNode(node['schema'])) limitInput(node['schema'], longest[node['in']])
  for (const [key, child] of Object.entries(node)) if (key !== 'example' && key !== 'examples') visit(child)
}

function limitInput(schema: Node, maxLength: number | undefined): void {
  if (schema['type'] === 'integer') schema['maximum'] ??= Number.MAX_SAFE_INTEGER
  if (schema['type'] === 'string' && schema['enum'] === undefined && schema['const'] === undefined)
    schema['maxLength'] ??= maxLength
}

function isInt32({ minimum, maximum }: Node): boolean {
  return (
    typeof minimum === 'number' && typeof maximum === 'number' && minimum >= -largestInt32 && maximum <= largestInt32
  )
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}
