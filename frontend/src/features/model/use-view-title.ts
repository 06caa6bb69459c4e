import { useLayoutEffect } from 'react'

/** Names the document while this view is there, and gives the name back to the list that lies below a sheet. null: another part of it does. */
export function useViewTitle(title: string | null): void {
  useLayoutEffect(() => {
    if (title === null) return undefined
    const before = document.title
    document.title = `${title} · Modelkeep`
    return () => {
      document.title = before
    }
  }, [title])
}
