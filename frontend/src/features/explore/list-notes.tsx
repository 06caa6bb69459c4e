import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import type { QueryError } from '@modelkeep/catalog/query/query-error'
import type { ReactNode } from 'react'
import { plural, withoutFilters } from './filters/active-filters.js'
import classes from '../../shared/ui/notes.module.css'
import type { SearchParameters } from '../../shared/search/use-list-query.js'
import type { Drop } from './use-results.js'
import type { Change } from './use-search-text.js'

function Note({ title, children, isAlert = false }: { title: string; children: ReactNode; isAlert?: boolean }) {
  return (
    <section className={classes.note} role={isAlert ? 'alert' : undefined}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** Nothing matches: says which filter to drop, and what would be there then. */
export function NoResults({
  query,
  drops,
  change,
  children,
}: {
  query: ListQuery
  drops: readonly Drop[]
  change: Change
  children?: ReactNode
}) {
  return (
    <Note title="No model matches all of this">
      <p>
        {drops.length > 0
          ? 'Drop one of these to see more:'
          : 'No single filter is to blame: it takes more than one away.'}
      </p>
      {drops.length > 0 && (
        <ul className={classes.drops}>
          {drops.slice(0, 5).map(({ key, text, patch, count }) => (
            <li key={key}>
              <button
                type="button"
                onClick={() => change(patch)}
                aria-label={`Drop ${text}: ${plural(count, 'model')}`}
              >
                <span>{text}</span>
                <span className="numbers">{plural(count, 'model')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {children}
      <button type="button" className={classes.action} onClick={() => change(withoutFilters(query))}>
        Clear all filters
      </button>
    </Note>
  )
}

interface ProblemProps {
  problem: QueryError
  search: SearchParameters
  navigate: (search: SearchParameters, replace: boolean) => void
}

/** The URL asks what no list can answer. */
export function QueryProblem({ problem, search, navigate }: ProblemProps) {
  // The error cuts very long names.
  const name = Object.keys(search).find(
    (one) =>
      one === problem.parameter || (problem.parameter.endsWith('…') && one.startsWith(problem.parameter.slice(0, -1))),
  )
  const rest = Object.fromEntries(Object.entries(search).filter(([one]) => one !== name))
  return (
    <Note title="This address asks for something that no list can answer" isAlert>
      <p>
        <code>{problem.message}</code>
      </p>
      <div className={classes.actions}>
        {name !== undefined && (
          <button type="button" className={classes.action} onClick={() => navigate(rest, false)}>
            Take {problem.parameter || 'it'} away
          </button>
        )}
        <button type="button" className={classes.quiet} onClick={() => navigate({}, false)}>
          Show all models
        </button>
      </div>
    </Note>
  )
}

/** The first catalogue did not come. */
export function LoadFailure({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <Note title="The catalogue could not be loaded" isAlert>
      <p>
        {error.name === 'ApiProblem'
          ? `The service says: ${error.message}.`
          : 'The service does not answer. It may be starting, or your connection may be down.'}
      </p>
      <button type="button" className={classes.action} onClick={retry}>
        Try again
      </button>
    </Note>
  )
}
