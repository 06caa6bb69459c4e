import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useModelSearch } from './use-model-search.js'
import { useSheetList } from './sheet-context.js'

/** Links to another model. Inside the sheet it replaces the current one, so that going back returns to the list. */
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
      search={useModelSearch()}
      className={className}
      {...(list !== undefined && { state: { list }, replace: true })}
    >
      {children}
    </Link>
  )
}
