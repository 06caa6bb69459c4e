import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { getJson } from '../../shared/api/problem.js'
import { mostCompared } from '../../shared/hooks/preferences.js'
import { type AskedIds, nearIds } from './compare-ids.js'
import classes from './compare-notices.module.css'

interface CompareNoticesProps {
  asked: AskedIds
  view: CatalogueView
  /** Goes on with these ids. */
  keep: (ids: readonly string[]) => void
}

/** What the link asks for and cannot be had, and what to do about it. */
export function CompareNotices({ asked, view, keep }: CompareNoticesProps) {
  const unknown = asked.ids.filter((id) => !view.byId.has(id))
  const removed = useRemoved(unknown)
  const instead = (id: string, other: string | null): void =>
    keep(
      asked.ids.flatMap((one) => (one === id ? (other ?? []) : one)).filter((one, at, all) => all.indexOf(one) === at),
    )
  if (unknown.length + asked.malformed.length + asked.tooMany.length === 0) return null
  return (
    <ul className={classes.notices} aria-label="What is wrong with this link">
      {asked.malformed.map((text) => (
        <Notice
          key={text}
          text={
            <>
              “{text}” is not an id: ids look like <code>author/model</code>.
            </>
          }
          id={text}
          view={view}
          use={(other) => keep([...asked.ids, other])}
          drop={() => keep(asked.ids)}
        />
      ))}
      {unknown.map((id) => (
        <Notice
          key={id}
          text={
            removed.has(id) ? (
              <>
                <Link to="/models/$" params={{ _splat: id }}>
                  <code>{id}</code>
                </Link>{' '}
                was removed from the catalogue.
              </>
            ) : (
              <>
                <code>{id}</code> is not in the catalogue.
              </>
            )
          }
          id={id}
          view={view}
          use={(other) => instead(id, other)}
          drop={() => instead(id, null)}
        />
      ))}
      {asked.tooMany.length > 0 && (
        <li>
          <IconAlertTriangle size={16} aria-hidden />
          <span>
            At most {mostCompared} models are compared. Left out: <code>{asked.tooMany.join(', ')}</code>.
          </span>
        </li>
      )}
    </ul>
  )
}

const nothing: ReadonlySet<string> = new Set()

/** Of ids that are not in the catalogue, those that once were; none while that cannot be said. */
function useRemoved(ids: readonly string[]): ReadonlySet<string> {
  const path = `/api/models?ids=${ids.map((id) => encodeURIComponent(id)).join(',')}&removed=true`
  const { data = nothing } = useQuery({
    queryKey: ['removed-ids', path],
    queryFn: async ({ signal }) =>
      new Set(
        (await getJson<{ data: readonly { id: string; removed_at?: string }[] }>(path, { signal })).data.flatMap(
          (model) => (typeof model.removed_at === 'string' ? model.id : []),
        ),
      ),
    enabled: ids.length > 0,
    staleTime: Infinity,
    retry: false,
  })
  return data
}

function Notice({
  text,
  id,
  view,
  use,
  drop,
}: {
  text: React.ReactNode
  id: string
  view: CatalogueView
  use: (id: string) => void
  drop: () => void
}) {
  const near = useMemo(() => nearIds(id, [...view.byId.keys()]), [id, view])
  return (
    <li>
      <IconAlertTriangle size={16} aria-hidden />
      <span>
        {text} {near.length > 0 && 'Did you mean'}{' '}
        {near.map((other) => (
          <button key={other} type="button" onClick={() => use(other)} aria-label={`Compare ${other} instead`}>
            {other}
          </button>
        ))}{' '}
        <button type="button" onClick={drop} aria-label={`Drop ${id}`}>
          Drop it
        </button>
      </span>
    </li>
  )
}
