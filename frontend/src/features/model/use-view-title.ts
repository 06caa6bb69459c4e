import { useLayoutEffect } from 'react'

/** Sets the document title while mounted, and restores that of the list behind a sheet afterwards. null: leaves it alone. */
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
