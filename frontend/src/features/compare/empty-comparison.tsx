import { IconArrowRight } from '../../shared/ui/icons.js'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { CompareSearch } from '../../shared/search/search-parameters.js'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import classes from './empty-comparison.module.css'
import { exampleComparisons } from './examples.js'

/** Explains the page, with example comparisons. */
export function EmptyComparison({
  view,
  searchOf,
}: {
  view: CatalogueView
  searchOf: (ids: readonly string[]) => CompareSearch
}) {
  const examples = useMemo(() => exampleComparisons(view.models), [view])
  return (
    <div className={classes.empty}>
      <p className={classes.how}>
        Prices, limits, capabilities and benchmarks in one table, with the cost of your workload. Add models above, or
        select them <Link to="/">in the list</Link>. To share a comparison, share its URL.
      </p>
      {examples.length > 0 && (
        <section aria-labelledby="examples">
          <h2 id="examples" className={classes.subtitle}>
            Examples
          </h2>
          <ul className={classes.examples}>
            {examples.map(({ key, title, why, models }) => (
              <li key={key}>
                <Link to="/compare" search={searchOf(models.map(({ id }) => id))} className={classes.example}>
                  <strong>
                    {title} <IconArrowRight size={16} />
                  </strong>
                  <span className={classes.why}>{why}</span>
                  <span className={classes.names}>
                    {models.map((model) => (
                      <span key={model.id}>{model.name.trim()}</span>
                    ))}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
