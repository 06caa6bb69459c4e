import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useModelSearch } from './use-model-search.js'
import { useSheetList } from './sheet-context.js'

/** Leads to another model: within the sheet it takes the place of this one, so that one step back is the list. */
export function ModelLink({
  id,
  children,
  className = '',
}: {
  id: string
  children: ReactNode
  className?: string | undefined
}) {
  const list = useSheetList()
  return (
    <Link
      to="/models/$"
      params={{ _splat: id }}
      search={useModelSearch() as never}
      className={className}
      {...(list !== undefined && { state: { list }, replace: true })}
    >
      {children}
    </Link>
  )
}
