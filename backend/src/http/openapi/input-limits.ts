const largestInt32 = 2 ** 31 - 1
/** In characters: the longest query string, and the longest request head, which contains the path. */
const longest: Readonly<Record<string, number>> = { query: 8_192, path: 16_384, header: 16_384 }

type Node = Record<string, unknown>

/**
 * Adds what holds for every number and parameter, so that schemas need not repeat it: the width of integers, and the longest text that a
 * client may send. Changes the contract in place.
 */
export function withInputLimits<T extends object>(contract: T): T {
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
