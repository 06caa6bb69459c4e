/** Licences whose terms allow the program to include a package and to be passed on under its own licence. */
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
 * Whether an SPDX expression is allowed: one part of `A OR B`, both parts of `A AND B`.
 * @param {string} expression
 */
export function isAllowed(expression) {
  const inner = expression.trim().replace(/^\((.*)\)$/, '$1')
  if (/\sOR\s/.test(inner)) return inner.split(/\sOR\s/).some(isAllowed)
  if (/\sAND\s/.test(inner)) return inner.split(/\sAND\s/).every(isAllowed)
  return ALLOWED.has(inner)
}
