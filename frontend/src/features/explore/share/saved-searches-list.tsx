import { Link } from '@tanstack/react-router'
import { type FormEvent, useId, useState } from 'react'
import type { PageQuery } from '../../../shared/search/page-query.js'
import { parseSearch } from '../../../shared/search/search-parameters.js'
import { announce } from '../../../shared/ui/announce.js'
import { IconTrash } from '../../../shared/ui/icons.js'
import { activeFilters } from '../filters/active-filters.js'
import { maxNameLength, useSavedSearches } from './saved-searches.js'
import classes from './share-menu.module.css'

interface SavedSearchesProps {
  query: PageQuery
  /** Display names by id. */
  authorNames: ReadonlyMap<string, string>
}

/** The searches saved in this browser, and a form that saves the current one. */
export function SavedSearches({ query, authorNames }: SavedSearchesProps) {
  const { saved, save, remove } = useSavedSearches()
  const suggested = nameOf(query, authorNames)
  const [name, setName] = useState(suggested)
  const id = useId()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const chosen = name.trim() || suggested
    save({ name: chosen, search: location.search.slice(1) })
    announce(`Saved ${chosen}`)
  }
  return (
    <section className={classes.saved} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>Saved searches</h3>
      <form onSubmit={submit}>
        <input
          aria-label="Name of this search"
          value={name}
          maxLength={maxNameLength}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit">Save</button>
      </form>
      {saved.length === 0 ? (
        <p className={classes.note}>None yet. They are kept in this browser.</p>
      ) : (
        <ul>
          {saved.map((one) => (
            <li key={one.name}>
              <Link to="/" search={parseSearch(one.search)}>
                {one.name}
              </Link>
              <button type="button" onClick={() => remove(one.name)} aria-label={`Remove ${one.name}`} title="Remove">
                <IconTrash size={15} stroke={1.7} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** A name made of the search text and the filters. */
export function nameOf(query: PageQuery, authorNames: ReadonlyMap<string, string>): string {
  const filters = activeFilters(query, authorNames).map(({ text }) => text)
  const parts = [...(query.q === undefined ? [] : [query.q]), ...filters]
  return (parts.join(', ') || 'All models').slice(0, maxNameLength)
}
