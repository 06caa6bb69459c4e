import type { CatalogueView } from '../api/catalogue-view.js'
import type { PageQuery } from '../search/page-query.js'

/** Where the favourites are in the catalogue; undefined if the query is not limited to them. */
export function favouritePositions(
  { index }: CatalogueView,
  { favourites: isOn }: PageQuery,
  favourites: ReadonlySet<string>,
): Uint32Array | undefined {
  if (!isOn) return undefined
  return Uint32Array.from([...favourites].flatMap((id) => index.positionOf.get(id) ?? []))
}
