import { QueryError } from '@modelkeep/catalog/query/query-error'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { onFirstInteraction } from '../hooks/first-interaction.js'
import { pageSearch, type PageQuery, parsePageQuery } from './page-query.js'
import { type ListSearch, stringifySearch } from './search-parameters.js'

const loadLanguage = () => import('../api/query-language.js')
type Language = Awaited<ReturnType<typeof loadLanguage>>

/** Changes some parameters; `undefined` removes one. Adds a history entry unless it replaces the current one. */
export type ChangeQuery = (patch: Partial<PageQuery>, options?: { replace?: boolean }) => void

export interface ListQueryState {
  query: PageQuery
  /** Why the URL is not a valid query. The query is empty then. */
  problem: QueryError | null
  /** false while the query parser is loading. */
  ready: boolean
  change: ChangeQuery
  clear: () => void
}

/**
 * The URL as a list query, parsed by the API's own rules. The parser is loaded when the URL has parameters, or on the first interaction:
 * an unfiltered list does not need it.
 */
export function useListQuery(
  search: ListSearch,
  navigate: (search: ListSearch, replace: boolean) => void,
): ListQueryState {
  const isPlain = Object.keys(search).length === 0
  const [language, setLanguage] = useLanguage(!isPlain)
  const parsed = useMemo(() => parse(language, search), [language, search])
  const query = parsed instanceof QueryError || parsed === null ? empty : parsed
  const { newest, announce } = useNewestQuery(query, stringifySearch(search))
  const change = useCallback(
    async (patch: Partial<PageQuery>, { replace = false } = {}) => {
      const changed = { ...newest.current, ...patch }
      const follow = announce(changed)
      const loaded = await loadLanguage()
      // Set before the URL changes, so that the list stays while the new URL is parsed.
      setLanguage(loaded)
      const next = pageSearch(loaded, changed)
      follow(stringifySearch(next))
      navigate(next, replace)
    },
    [newest, announce, navigate, setLanguage],
  )
  return {
    query,
    problem: parsed instanceof QueryError ? parsed : null,
    ready: parsed !== null,
    // The parser cannot be loaded while the service is unreachable: the list stays as it is.
    change: (patch, options) => void change(patch, options).catch(() => {}),
    clear: useCallback(() => navigate({}, false), [navigate]),
  }
}

/**
 * The query that the next change builds on. A change may come before the URL has followed earlier ones, so the URL's query counts only
 * when no announced change is left, or when the URL changed by itself, such as by the back button.
 */
function useNewestQuery(query: PageQuery, url: string) {
  const newest = useRef(query)
  const ahead = useRef<{ url: string | null }[]>([])
  const lastUrl = useRef(url)
  useEffect(() => {
    const at = ahead.current.findIndex((change) => change.url === url)
    if (at !== -1) ahead.current.splice(0, at + 1)
    else if (url !== lastUrl.current) ahead.current = []
    lastUrl.current = url
    if (ahead.current.length === 0) newest.current = query
  }, [query, url])
  /** Returns a function that names the change's URL once it is known. */
  const announce = useCallback((changed: PageQuery) => {
    const change: { url: string | null } = { url: null }
    newest.current = changed
    ahead.current.push(change)
    return (to: string): void => void (change.url = to)
  }, [])
  return { newest, announce }
}

const empty: PageQuery = {}

function parse(language: Language | null, search: ListSearch): PageQuery | QueryError | null {
  if (Object.keys(search).length === 0) return empty
  if (language === null) return null
  try {
    return parsePageQuery(language, search)
  } catch (error) {
    if (error instanceof QueryError) return error
    throw error
  }
}

function useLanguage(needed: boolean): [Language | null, (language: Language) => void] {
  const [language, setLanguage] = useState<Language | null>(null)
  useEffect(() => {
    if (language !== null) return
    // A failed load is retried when the parser is needed.
    const load = (): void => void loadLanguage().then(setLanguage, () => {})
    if (needed) return load()
    return onFirstInteraction(load)
  }, [needed, language])
  return [language, setLanguage]
}
