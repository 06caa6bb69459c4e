import { onFirstSign } from '../hooks/first-interaction.js'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { QueryError } from '@modelkeep/catalog/query/query-error'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

type Language = typeof import('../api/query-language.js')
/** A query string in pieces, as the router gives it. */
export type SearchParameters = Readonly<Record<string, string>>

export interface ListQueryState {
  query: ListQuery
  /** What the URL asks and no list can answer. The query is empty then. */
  problem: QueryError | null
  /** false for the moment in which it is not known yet what the URL asks. */
  ready: boolean
  /** Changes some parameters; `undefined` takes one away. Every call is a place to go back to, unless it replaces the last. */
  change: (patch: Partial<ListQuery>, options?: { replace?: boolean }) => void
  clear: () => void
}

/**
 * The page's URL as a query of the list, by the very rules of the API. They are loaded when the URL asks something, or when the
 * first sign of a person: a list that is not narrowed needs none.
 */
export function useListQuery(
  search: SearchParameters,
  navigate: (search: SearchParameters, replace: boolean) => void,
): ListQueryState {
  const isPlain = Object.keys(search).length === 0
  const [language, setLanguage] = useLanguage(!isPlain)
  const parsed = useMemo(() => parse(language, search), [language, search])
  const query = parsed instanceof QueryError || parsed === null ? empty : parsed
  // Two changes may come before the URL has moved: the second builds on the first.
  const newest = useRef(query)
  useEffect(() => {
    newest.current = query
  }, [query])
  const change = useCallback(
    async (patch: Partial<ListQuery>, { replace = false } = {}) => {
      newest.current = { ...newest.current, ...patch }
      const loaded = await import('../api/query-language.js')
      // Before the URL asks something: the list need not go for the moment in which that is read.
      setLanguage(loaded)
      navigate(Object.fromEntries(new URLSearchParams(loaded.serialiseListQuery(newest.current))), replace)
    },
    [navigate, setLanguage],
  )
  return {
    query,
    problem: parsed instanceof QueryError ? parsed : null,
    ready: parsed !== null,
    change: (patch, options) => void change(patch, options).catch(() => {}), // without the service there is no new query; what is shown stays
    clear: useCallback(() => navigate({}, false), [navigate]),
  }
}

const empty: ListQuery = {}

function parse(language: Language | null, search: SearchParameters): ListQuery | QueryError | null {
  if (Object.keys(search).length === 0) return empty
  if (language === null) return null
  try {
    return language.parseListQuery(search)
  } catch (error) {
    if (error instanceof QueryError) return error
    throw error
  }
}

function useLanguage(needed: boolean): [Language | null, (language: Language) => void] {
  const [language, setLanguage] = useState<Language | null>(null)
  useEffect(() => {
    if (language !== null) return
    const load = (): void => void import('../api/query-language.js').then(setLanguage, () => {}) // it is tried again when it is needed
    if (needed) return load()
    return onFirstSign(load)
  }, [needed, language])
  return [language, setLanguage]
}
