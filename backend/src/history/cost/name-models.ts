import type { NamedModel } from '@modelkeep/catalog/cost/cost-row'
import { withoutRoutingSuffix } from '@modelkeep/catalog/model/model-id'
import type { Catalogue } from '../../catalogue/catalogue.js'

/** The ids that a name may stand for, the likeliest first: itself, without its routing suffix, and as an alias. */
export function candidateIds(name: string): string[] {
  const bare = withoutRoutingSuffix(name)
  return [...new Set([name, bare, `~${bare}`])]
}

/** The model that one of the candidates is; null if none is known. */
export function namedById(name: string, isKnown: (id: string) => boolean): NamedModel | null {
  const id = candidateIds(name).find(isKnown)
  if (id === undefined) return null
  if (id === name) return { id, note: null }
  if (id.startsWith('~')) return { id, note: `${name} is the alias ${id}.` }
  return { id, note: suffixNote(name, id) }
}

export function suffixNote(name: string, id: string): string {
  const searches = name.includes(':online') ? ' Its web searches are billed only if the usage counts them.' : ''
  return `${name} is ${id} with a routing suffix.${searches}`
}

/** The names under which a canonical slug is looked for. */
export function candidateSlugs(name: string): string[] {
  return [...new Set([name, withoutRoutingSuffix(name)])]
}

/** `ownerOf` returns the id of the model that has, or had, a canonical slug. */
export function namedBySlug(
  name: string,
  ownerOf: (slug: string) => string | undefined,
  verb: 'is' | 'was',
): NamedModel | null {
  for (const slug of candidateSlugs(name)) {
    const id = ownerOf(slug)
    if (id !== undefined) return { id, note: `${slug} ${verb} the canonical slug of ${id}.` }
  }
  return null
}

const slugIndexes = new WeakMap<Catalogue, ReadonlyMap<string, string>>()

/** Ids by canonical slug. Several models can share one: the one without a variant stands for it, else the first. */
export function slugIndex(catalogue: Catalogue): ReadonlyMap<string, string> {
  const known = slugIndexes.get(catalogue)
  if (known !== undefined) return known
  const index = new Map<string, string>()
  for (const { id, model } of catalogue.entries) {
    const slug = model.canonical_slug
    if (slug === undefined || id.startsWith('~')) continue
    const owner = index.get(slug)
    if (owner === undefined || (owner.includes(':') && !id.includes(':'))) index.set(slug, id)
  }
  slugIndexes.set(catalogue, index)
  return index
}
