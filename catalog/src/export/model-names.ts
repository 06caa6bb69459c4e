// The names under which an export finds a model: those that `/api/cost` accepts, except canonical slugs.
import { isAlias, ROUTING_SUFFIXES, withoutRoutingSuffix } from '../model/model-id.js'

export interface ModelNames {
  /** The id; of an alias such as `~openai/gpt-latest` also without `~`. */
  names: readonly [string, ...string[]]
  /** Routing suffixes that each name may have. One that was a model of its own is not among them. */
  suffixes: readonly string[]
}

/** `isListed`: whether an id was ever listed. */
export function modelNames(id: string, isListed: (id: string) => boolean): ModelNames {
  const bare = id.slice(1)
  const names: [string, ...string[]] = isAlias(id) && !isListed(bare) ? [id, bare] : [id]
  const isRouted = withoutRoutingSuffix(id) !== id
  const suffixes = ROUTING_SUFFIXES.filter((suffix) => !names.some((name) => isListed(`${name}:${suffix}`)))
  return { names, suffixes: isRouted ? [] : suffixes }
}
