import type { QueryError } from '@modelkeep/catalog/query/query-error'
import type { PageQuery } from '../../shared/search/page-query.js'
import type { ReactNode } from 'react'
import { isWithoutDatabase } from '../../shared/api/problem.js'
import { pricesProblem } from '../../shared/api/use-price-stability.js'
import type { ListSearch } from '../../shared/search/search-parameters.js'
import type { ChangeQuery } from '../../shared/search/use-list-query.js'
import classes from '../../shared/ui/notes.module.css'
import { emptyAdvice } from './empty-advice.js'
import { droppableFilters, plural, withoutFilters } from './filters/active-filters.js'
import type { Drop } from './drops-of.js'

function Note({ title, children, isAlert = false }: { title: string; children: ReactNode; isAlert?: boolean }) {
  return (
    <section id="results" tabIndex={-1} className={classes.note} role={isAlert ? 'alert' : undefined}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

interface NoResultsProps {
  query: PageQuery
  drops: readonly Drop[]
  change: ChangeQuery
  children?: ReactNode
}

/** No model matches: suggests which filter to drop. */
export function NoResults({ query, drops, change, children }: NoResultsProps) {
  return (
    <Note title="No models match">
      <p>{emptyAdvice(query, drops.length)}</p>
      {drops.length > 0 && (
        <ul className={classes.drops}>
          {drops.slice(0, 5).map(({ key, text, patch, count }) => (
            <li key={key}>
              <button
                type="button"
                onClick={() => change(patch)}
                aria-label={`Remove ${text}: ${plural(count, 'model')}`}
              >
                <span>{text}</span>
                <span className="numbers">{plural(count, 'model')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {children}
      {droppableFilters(query).length > 0 && (
        <button type="button" className={classes.action} onClick={() => change(withoutFilters(query))}>
          Clear all filters
        </button>
      )}
      {query.removed && (
        <button type="button" className={classes.action} onClick={() => change({ removed: undefined })}>
          Show the models in the catalogue
        </button>
      )}
    </Note>
  )
}

interface ProblemProps {
  problem: QueryError
  search: ListSearch
  navigate: (search: ListSearch, replace: boolean) => void
}

/** The URL is not a valid query. */
export function QueryProblem({ problem: { parameter, message }, search, navigate }: ProblemProps) {
  // The error truncates very long names.
  const isInvalid = (name: string): boolean =>
    name === parameter || (parameter.endsWith('…') && name.startsWith(parameter.slice(0, -1)))
  const invalid = Object.keys(search).find(isInvalid)
  const rest = Object.fromEntries(Object.entries(search).filter(([name]) => name !== invalid))
  return (
    <Note title="This URL is not a valid query" isAlert>
      <p>
        <code>{message}</code>
      </p>
      <div className={classes.actions}>
        {invalid !== undefined && (
          <button type="button" className={classes.action} onClick={() => navigate(rest, false)}>
            Remove {parameter || 'it'}
          </button>
        )}
        <button type="button" className={classes.quiet} onClick={() => navigate({}, false)}>
          Show all models
        </button>
      </div>
    </Note>
  )
}

/** The first request for the catalogue failed. */
export function LoadFailure({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <Note title="The catalogue could not be loaded" isAlert>
      <p>
        {error.name === 'ApiProblem'
          ? `Modelkeep responded: ${error.message}.`
          : 'Modelkeep cannot be reached. It may be starting, or you may be offline.'}
      </p>
      <button type="button" className={classes.action} onClick={retry}>
        Try again
      </button>
    </Note>
  )
}

/** The filter by unchanged prices needs the history of prices, which could not be loaded. */
export function PricesFailure({ error, retry, change }: { error: Error; retry: () => void; change: ChangeQuery }) {
  return (
    <Note title="The list cannot be filtered by unchanged prices" isAlert>
      <p>{pricesProblem(error)}</p>
      <div className={classes.actions}>
        {!isWithoutDatabase(error) && (
          <button type="button" className={classes.action} onClick={retry}>
            Try again
          </button>
        )}
        <button type="button" className={classes.action} onClick={() => change({ unchanged_days: undefined })}>
          Remove this filter
        </button>
      </div>
    </Note>
  )
}
