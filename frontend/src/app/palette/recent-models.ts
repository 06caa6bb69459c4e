import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { isStringList, useStored } from '../../shared/hooks/use-stored.js'

const maxRecent = 8

const none: readonly string[] = []

function useStoredIds() {
  return useStored('recent-models', none, isStringList)
}

/** Ids of recently opened models, newest first. Some may have left the catalogue since. */
export function useRecentModels(): readonly string[] {
  return useStoredIds()[0]
}

/** Remembers every model that is opened. */
export function useRememberModels(): void {
  const { pathname } = useLocation()
  const [, setRecent] = useStoredIds()
  useEffect(() => {
    const id = modelOfPath(pathname)
    if (id !== null) setRecent((recent) => addRecent(recent, id))
  }, [pathname, setRecent])
}

/** The id of the model at this path; null on other pages. Ids contain "/", ":" and "~". */
export function modelOfPath(pathname: string): string | null {
  const encoded = /^\/models\/(.+)$/.exec(pathname)?.[1]
  if (encoded === undefined) return null
  try {
    return decodeURIComponent(encoded)
  } catch {
    return null
  }
}

export function addRecent(recent: readonly string[], id: string): readonly string[] {
  return recent[0] === id ? recent : [id, ...recent.filter((one) => one !== id)].slice(0, maxRecent)
}
