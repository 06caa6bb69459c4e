import type { PageQuery } from '../../shared/search/page-query.js'
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import type { ChangeQuery } from '../../shared/search/use-list-query.js'

const debounceMs = 200

export interface SearchText {
  /** The content of the search box. */
  text: string
  setText: (text: string) => void
  /** The query with the text in the box, deferred while typing; equal queries are the same object. */
  query: PageQuery
  /** Changes the query, including the text in the box. A stable function. */
  change: ChangeQuery
}

interface Options {
  /** The query of the URL. */
  query: PageQuery
  /** Shown in the box until the URL is parsed. */
  initialText: string
  change: ChangeQuery
  /** The URL must not change now. */
  isPaused: boolean
}

export function normalisedText(text: string): string | undefined {
  return text.trim().replaceAll(/\s+/g, ' ') || undefined
}

/** Keeps the search box ahead of the URL, which follows when typing stops. When the URL changes by itself, the box follows it. */
export function useSearchText({ query, initialText, change, isPaused }: Options): SearchText {
  const [text, setText] = useState(initialText)
  const inUrl = query.q
  const sent = useRef(normalisedText(initialText))
  useEffect(() => {
    if (isPaused || inUrl === sent.current) return
    sent.current = inUrl
    setText(inUrl ?? '')
  }, [inUrl, isPaused])

  const latest = useRef({ change, text })
  useEffect(() => {
    latest.current = { change, text }
  })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const changeAll = useCallback<ChangeQuery>((patch, options) => {
    clearTimeout(timer.current)
    const q = Object.hasOwn(patch, 'q') ? patch.q : normalisedText(latest.current.text)
    if (Object.hasOwn(patch, 'q')) setText(q ?? '')
    sent.current = q
    latest.current.change({ ...patch, q }, options)
  }, [])
  useEffect(() => {
    if (isPaused || normalisedText(text) === sent.current) return undefined
    timer.current = setTimeout(() => changeAll({}, { replace: true }), debounceMs)
    return () => clearTimeout(timer.current)
  }, [text, isPaused, changeAll])

  const current = useStableQuery({ ...query, q: normalisedText(useDeferredValue(text)) })
  return { text, setText, query: current, change: changeAll }
}

/** The same object while its content is the same. */
function useStableQuery(query: PageQuery): PageQuery {
  const key = JSON.stringify(Object.entries(query).filter(([, value]) => value !== undefined))
  // oxlint-disable-next-line react/exhaustive-deps -- the key stands for the query
  return useMemo(() => query, [key])
}
