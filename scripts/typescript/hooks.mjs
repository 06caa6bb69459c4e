import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'rolldown/utils'

const root = new URL('../../', import.meta.url)

/** Maps an import of a compiled file, `./a.js` or `@modelkeep/catalog/a`, to its source. */
export async function resolve(specifier, context, next) {
  const [, workspace, path] = /^@modelkeep\/([\w-]+)\/(.+)$/.exec(specifier) ?? []
  const compiled = workspace ? new URL(`${workspace}/src/${path}.js`, root) : relativeUrl(specifier, context.parentURL)
  const source = compiled?.href.replace(/\.js$/, '.ts')
  if (source?.endsWith('.ts') && existsSync(fileURLToPath(source))) return { url: source, shortCircuit: true }
  return next(specifier, context)
}

/** Strips the types of a source. */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context)
  const file = fileURLToPath(url)
  const { code, errors } = transformSync(file, readFileSync(file, 'utf8'), {})
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0].message}`)
  return { format: 'module', source: code, shortCircuit: true }
}

function relativeUrl(specifier, parent) {
  if (specifier.startsWith('file:')) return new URL(specifier)
  return /^\.\.?\//.test(specifier) && parent !== undefined ? new URL(specifier, parent) : undefined
}
