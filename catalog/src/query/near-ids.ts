import { similarNames } from './similar-names.js'

/** Suggestions for an id that does not exist: it without its variant; else models with this slug; else similarly spelt ids. */
export function nearIds(id: string, known: readonly string[]): string[] {
  const base = id.replace(/:.*$/, '')
  if (known.includes(base)) return [base]
  const slugs = known.filter((one) => one.slice(one.indexOf('/') + 1) === base)
  return slugs.length > 0 ? slugs : similarNames(id, known)
}
