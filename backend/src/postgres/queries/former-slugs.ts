import type { Queryable } from '../queryable.js'

export interface SlugOwner {
  slug: string
  model_id: string
}

/**
 * The models that had one of these canonical slugs at some time: aliases and variants such as `:free` last, otherwise the latest first. Reads every content, so it is only for names that
 * nothing else explains.
 */
export function formerSlugOwners(db: Queryable, slugs: readonly string[]): Promise<SlugOwner[]> {
  return db.query<SlugOwner>(
    `SELECT content.body ->> 'canonical_slug' AS slug, version.model_id
     FROM model_contents content JOIN model_versions version ON version.hash = content.hash AND version.facet = 'model'
     WHERE content.body ->> 'canonical_slug' = ANY ($1::text[])
     GROUP BY 1, 2 ORDER BY version.model_id ~ '^~|:', max(version.observed_at) DESC, version.model_id`,
    [slugs],
  )
}
