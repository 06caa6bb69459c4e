import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { getJson } from '../../shared/api/problem.js'
import { maxCompared } from '../../shared/hooks/preferences.js'
import { IconAlertTriangle } from '../../shared/ui/icons.js'
import { nearIds, type RequestedIds } from './compare-ids.js'
import classes from './compare-notices.module.css'

interface CompareNoticesProps {
  requested: RequestedIds
  view: CatalogueView
  setIds: (ids: readonly string[]) => void
}

/** What is wrong with the ids in the URL, and how to fix it. */
export function CompareNotices({ requested: { ids, malformed, tooMany }, view, setIds }: CompareNoticesProps) {
  const unknown = ids.filter((id) => !view.byId.has(id))
  const removed = useRemovedIds(unknown)
  const replace = (id: string, other: string | null): void => {
    const replaced = ids.flatMap((one) => (one === id ? (other ?? []) : one))
    setIds([...new Set(replaced)])
  }
  if (unknown.length + malformed.length + tooMany.length === 0) return null
  return (
    <ul className={classes.notices} aria-label="Problems with this link">
      {malformed.map((text) => (
        <Notice key={text} id={text} view={view} use={(other) => setIds([...ids, other])} drop={() => setIds(ids)}>
          “{text}” is not a valid id. Ids look like <code>author/model</code>.
        </Notice>
      ))}
      {unknown.map((id) => (
        <Notice key={id} id={id} view={view} use={(other) => replace(id, other)} drop={() => replace(id, null)}>
          <UnknownId id={id} isRemoved={removed.has(id)} />
        </Notice>
      ))}
      {tooMany.length > 0 && (
        <li>
          <IconAlertTriangle size={16} />
          <span>
            Limit of {maxCompared} models. Left out: <code>{tooMany.join(', ')}</code>.
          </span>
        </li>
      )}
    </ul>
  )
}

function UnknownId({ id, isRemoved }: { id: string; isRemoved: boolean }) {
  if (!isRemoved)
    return (
      <>
        <code>{id}</code> is not in the catalogue.
      </>
    )
  return (
    <>
      <Link to="/models/$" params={{ _splat: id }}>
        <code>{id}</code>
      </Link>{' '}
      was removed from the catalogue.
    </>
  )
}

const noIds: ReadonlySet<string> = new Set()

/** Those of these unknown ids that were in the catalogue before; empty while unknown. */
function useRemovedIds(ids: readonly string[]): ReadonlySet<string> {
  const path = `/api/models?ids=${ids.map((id) => encodeURIComponent(id)).join(',')}&removed=true`
  const { data = noIds } = useQuery({
    queryKey: ['removed-ids', path],
    queryFn: async ({ signal }) => {
      const { data: models } = await getJson<{ data: { id: string; removed_at?: string }[] }>(path, { signal })
      return new Set(models.flatMap(({ id, removed_at: at }) => (typeof at === 'string' ? id : [])))
    },
    enabled: ids.length > 0,
    staleTime: Infinity,
    retry: false,
  })
  return data
}

interface NoticeProps {
  children: ReactNode
  id: string
  view: CatalogueView
  use: (id: string) => void
  drop: () => void
}

function Notice({ children, id, view, use, drop }: NoticeProps) {
  const near = useMemo(() => nearIds(id, [...view.byId.keys()]), [id, view])
  return (
    <li>
      <IconAlertTriangle size={16} />
      <span>
        {children} {near.length > 0 && 'Did you mean'}{' '}
        {near.map((other) => (
          <button key={other} type="button" onClick={() => use(other)} aria-label={`Compare ${other} instead`}>
            {other}
          </button>
        ))}{' '}
        <button type="button" onClick={drop} aria-label={`Remove ${id}`}>
          Remove it
        </button>
      </span>
    </li>
  )
}
