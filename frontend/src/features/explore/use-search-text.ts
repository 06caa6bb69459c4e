import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'

const settleMs = 200

export interface SearchText {
  /** What stands in the box. */
  text: string
  setText: (text: string) => void
  /** The query with the words in the box, as soon as there is time for it; equal queries are the same object. */
  query: ListQuery
  /** Changes the query, with the words as they stand in the box now. Always the same function. */
  change: Change
}

export type Change = (patch: Partial<ListQuery>, options?: { replace?: boolean }) => void

interface Options {
  /** What the URL asks. */
  query: ListQuery
  /** What the box shows before that is known. */
  first: string
  change: Change
  /** The URL is not to be changed now. */
  isPaused: boolean
}

export function wordsIn(text: string): string | undefined {
  return text.trim().replaceAll(/\s+/g, ' ') || undefined
}

/**
 * The words one is typing run ahead of the URL, which follows when the hands rest. When the URL changes by itself (back, a link), the
 * box follows the URL.
 */
export function useSearchText({ query, first, change, isPaused }: Options): SearchText {
  const [text, setText] = useState(first)
  const inUrl = query.q
  const sent = useRef(wordsIn(first))
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
  const changeAll = useCallback<Change>((patch, how) => {
    clearTimeout(timer.current)
    const q = Object.hasOwn(patch, 'q') ? patch.q : wordsIn(latest.current.text)
    if (Object.hasOwn(patch, 'q')) setText(q ?? '')
    sent.current = q
    latest.current.change({ ...patch, q }, how)
  }, [])
  useEffect(() => {
    if (isPaused || wordsIn(text) === sent.current) return undefined
    timer.current = setTimeout(() => changeAll({}, { replace: true }), settleMs)
    return () => clearTimeout(timer.current)
  }, [text, isPaused, changeAll])

  return { text, setText, query: useSame({ ...query, q: wordsIn(useDeferredValue(text)) }), change: changeAll }
}

/** The same object for as long as it says the same. */
function useSame(query: ListQuery): ListQuery {
  const key = JSON.stringify(Object.entries(query).filter(([, value]) => value !== undefined))
  // oxlint-disable-next-line -- the key is the query
  return useMemo(() => query, [key])
}
