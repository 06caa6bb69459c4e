/** Licences under which the program may hold the work of others and be passed on as it is. */
const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Zlib',
  'PostgreSQL',
  'Python-2.0',
])

/**
 * Whether an SPDX expression allows it: of `A OR B` one has to, of `A AND B` both.
 * @param {string} expression
 */
export function isAllowed(expression) {
  const inner = expression.trim().replace(/^\((.*)\)$/, '$1')
  if (/\sOR\s/.test(inner)) return inner.split(/\sOR\s/).some(isAllowed)
  if (/\sAND\s/.test(inner)) return inner.split(/\sAND\s/).every(isAllowed)
  return ALLOWED.has(inner)
}
