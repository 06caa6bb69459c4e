import { useLayoutEffect } from 'react'

/** Names the document while this view is there, and gives the name back to the list that lies below a sheet. */
export function useViewTitle(title: string): void {
  useLayoutEffect(() => {
    const before = document.title
    document.title = `${title} · Modelkeep`
    return () => {
      document.title = before
    }
  }, [title])
}
